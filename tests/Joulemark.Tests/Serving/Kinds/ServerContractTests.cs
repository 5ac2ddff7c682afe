using Joulemark.Planning;
using Joulemark.Serving;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Serving.Kinds;

/// <summary>What every kind of server owes, over real sockets against a faithful local implementation.</summary>
public abstract class ServerContractTests
{
    /// <summary>A server of its own protocol.</summary>
    internal abstract FakeServer Start();

    /// <summary>The spec that reaches it.</summary>
    internal abstract ServerSpec Spec(Uri url);

    /// <summary>A request that it answers.</summary>
    internal virtual ServerRequest Request => Servers.Ask();

    /// <summary>The text of that answer.</summary>
    internal virtual string Answer(FakeServer server) => string.Concat(server.Tokens);

    [Fact]
    public async Task Contract_OfAServerThatWorks_IsKept()
    {
        await using var fake = Start();
        await using var server = Servers.Of(Spec(fake.Url));

        Assert.Empty(await ServerContract.CheckAsync(server, Request, TestContext.Current.CancellationToken));
        Assert.Equal(Answer(fake), (await server.SendAsync(Request, TestContext.Current.CancellationToken)).Output);
    }

    [Fact]
    public async Task Contract_OfAServerThatFailsInMidAnswer_IsKept()
    {
        await using var fake = Start();
        await using var server = Servers.Of(Spec(fake.Url));
        await server.StartAsync(TestContext.Current.CancellationToken);
        fake.Fails = true;

        Assert.Empty(await ServerContract.CheckFailureAsync(server, Request, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Contract_OfAServerThatIsGone_IsKept()
    {
        var fake = Start();
        await using var server = Servers.Of(Spec(fake.Url));
        await server.StartAsync(TestContext.Current.CancellationToken);
        await fake.DisposeAsync();

        Assert.Empty(await ServerContract.CheckFailureAsync(server, Request, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Contract_WhenTheRunEnds_IsKept()
    {
        await using var fake = Start();
        await using var server = Servers.Of(Spec(fake.Url));
        await server.StartAsync(TestContext.Current.CancellationToken);
        fake.Holds = Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);

        Assert.Empty(await ServerContract.CheckCancellationAsync(server, Request));
    }

    [Fact]
    public async Task Start_WhileTheServerLoads_Waits()
    {
        await using var fake = Start();
        fake.Loading = true;
        await using var server = Servers.Of(Spec(fake.Url));

        var starting = server.StartAsync(TestContext.Current.CancellationToken);
        await fake.NextCallAsync(TestContext.Current.CancellationToken);
        await fake.NextCallAsync(TestContext.Current.CancellationToken);
        Assert.False(starting.IsCompleted);
        fake.Loading = false;

        Assert.NotEmpty((await starting).Model);
    }

    [Fact]
    public async Task Keys_InWhatAServerSays_AreNotRepeated()
    {
        const string Variable = "JOULEMARK_TEST_SERVER_KEY";
        await using var fake = Start();
        fake.ApiKey = "another";
        Environment.SetEnvironmentVariable(Variable, "sk-secret-of-ours");
        await using var server = Servers.Of(Spec(fake.Url) with { ApiKeyEnv = Variable });

        var failure = await Assert.ThrowsAsync<Joulemark.Diagnostics.JoulemarkException>(() => server.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(failure.Diagnostics, d => d.Id == "JM3003");
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.Contains("***", failure.Message, StringComparison.Ordinal);
    }
}
