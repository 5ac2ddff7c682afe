using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Serving;

/// <summary>A server that is not there, not yet ready, or not ours to enter.</summary>
public sealed class ServerReadinessTests
{
    [Theory]
    [InlineData("openai")]
    [InlineData("tgi")]
    [InlineData("triton")]
    [InlineData("ollama")]
    [InlineData("kserve")]
    [InlineData("auto")]
    public async Task ARefusedConnection_FailsAtOnce(string kind)
    {
        await using var server = Servers.Of(Servers.Spec(kind, FakeOpenAIServer.NobodyListens()) with { StartTimeout = TimeSpan.FromDays(1) });

        var failure = await Failure.OfAsync(() => server.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("JM3001", failure.Id);
        Assert.Contains("server.wait: true", failure.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("kserve")]
    public async Task ARefusedConnection_IsWaitedFor_WhereTheSpecSaysSo(string kind)
    {
        await using var server = Servers.Of(Servers.Spec(kind, FakeOpenAIServer.NobodyListens()) with { Wait = true, StartTimeout = TimeSpan.FromSeconds(0.6) });

        var failure = await Failure.OfAsync(() => server.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("JM3020", failure.Id);
        Assert.Contains("not ready after 0.6 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatLoadsForever_IsGivenUpWithItsWords()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.LlamaCpp);
        fake.Loading = true;
        await using var server = Servers.Of(Servers.Spec("openai", fake.Url) with { StartTimeout = TimeSpan.FromSeconds(0.6) });

        var failure = await Failure.OfAsync(() => server.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("JM3020", failure.Id);
        Assert.Contains("Loading model", failure.Message, StringComparison.Ordinal);
        Assert.Contains("server.start-timeout", failure.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://user:pa55word@127.0.0.1/v1", "Basic dXNlcjpwYTU1d29yZA==")]
    [InlineData("http://127.0.0.1/v1?api_key=pa55word", null)]
    public async Task ASecretInTheAddress_IsSentAndNeverRead(string address, string? authorization)
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Vllm);
        await using var server = Servers.Of(Servers.Spec("openai", new UriBuilder(address) { Port = fake.Url.Port }.Uri));

        var described = await server.StartAsync(TestContext.Current.CancellationToken);
        Assert.Null((await server.SendAsync(Servers.Ask(), TestContext.Current.CancellationToken)).Error);
        Assert.Equal(authorization, fake.Calls[^1].Headers.GetValueOrDefault("Authorization"));
        Assert.DoesNotContain("pa55word", described.ToString(), StringComparison.Ordinal);

        fake.ApiKey = "another"; // it now quotes what it was shown
        var reply = await server.SendAsync(Servers.Ask(), TestContext.Current.CancellationToken);
        Assert.Equal("http-401", reply.ErrorKind);
        Assert.DoesNotContain("pa55word", reply.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("dXNlcjpwYTU1d29yZA", reply.Error, StringComparison.Ordinal);
        var failure = await Failure.OfAsync(() => server.StartAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain("pa55word", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("dXNlcjpwYTU1d29yZA", failure.ToString(), StringComparison.Ordinal);
    }
}
