using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>Servers that fail: exit code 4 with the server's words, or a run that goes on and says how much failed.</summary>
public sealed class ServerFailureTests : IDisposable
{
    private static readonly FakeBehavior Normal = new() { TokenDelay = TimeSpan.FromMilliseconds(2) };
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task Server_ThatIsNotThere_CannotBeReached()
    {
        var url = FakeOpenAIServer.NobodyListens();

        var result = await _workspace.RunAsync(Workspace.OpenAI(url));

        result.Expect(4).Says("JM3001", url.ToString().TrimEnd('/'), "server.url");
        Assert.DoesNotContain("cannot be reached", result.Output, StringComparison.Ordinal); // said once
        Assert.DoesNotContain("configuration", result.Output, StringComparison.Ordinal); // a table of no figure
        Assert.DoesNotContain("JM2002", result.Output, StringComparison.Ordinal); // no joule was counted
        Assert.Contains("no-windows", result.Output, StringComparison.Ordinal);
        var again = (await CliProcess.RunAsync(["report", _workspace.Run])).Expect(3);
        Assert.Contains("JM3001", again.Output, StringComparison.Ordinal);
        Assert.Equal("failed", _workspace.Json("run.json").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(FakeFailure.Hang, "JM3002", "did not answer within 0.5 s", "server.start-timeout")]
    [InlineData(FakeFailure.BreakOff, "JM3001", "server.url")]
    [InlineData(FakeFailure.Unauthorized, "JM3003", "401", "does not know this key", "server.api-key-env")]
    [InlineData(FakeFailure.ServerError, "JM3004", "500", "ran out of slots")]
    [InlineData(FakeFailure.HtmlPage, "JM3005", "Please sign in", "server.url")]
    public async Task Server_ThatFailsWhenAskedForItsModels_IsSaidInItsWords(FakeFailure failure, params string[] says)
    {
        await using var server = FakeOpenAIServer.Start(Normal with { ModelsFailure = failure });

        var result = await _workspace.RunAsync(Workspace.OpenAI(server.Url), "--set", failure == FakeFailure.Hang ? "server.start-timeout=500ms" : "seed=1");

        result.Expect(4).Says(says);
        Assert.Equal(0, server.Completions);
    }

    [Fact]
    public async Task Model_ThatIsNotServed_ListsThoseThatAre()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Models = ["llama-8b", "llama-70b"] });

        var result = await _workspace.RunAsync(Workspace.OpenAI(server.Url, model: "lama-8b"));

        result.Expect(4).Says("JM3006", "'lama-8b'", "did you mean 'llama-8b'", "llama-8b, llama-70b");
    }

    [Fact]
    public async Task Server_WithoutAListOfModels_IsMeasuredAllTheSame()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Models = null });

        await _workspace.MeasureAsync(Workspace.OpenAI(server.Url, model: "any"));

        Assert.True(_workspace.Metric("energy_per_output_token") > 0);
    }

    [Theory]
    [InlineData(FakeFailure.Unauthorized, "http-401", "does not know this key")]
    [InlineData(FakeFailure.NotFound, "http-404", "no such model")]
    [InlineData(FakeFailure.ServerError, "http-500", "ran out of slots")]
    [InlineData(FakeFailure.HtmlPage, "not-a-stream", "Please sign in")]
    [InlineData(FakeFailure.ErrorEvent, "stream-error", "ran out of slots")]
    [InlineData(FakeFailure.BreakOff, "truncated", "")]
    [InlineData(FakeFailure.Hang, "timeout", "server.request-timeout")]
    public async Task Server_ThatFailsEveryRequest_EndsTheRunAndIsRecorded(FakeFailure failure, string kind, string words)
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Failure = failure });

        // The window is long, so that it is the failures that end the run.
        var result = await _workspace.RunAsync(
            Workspace.OpenAI(server.Url, Workspace.Endless), "--set", failure == FakeFailure.Hang ? "server.request-timeout=200ms" : "seed=1");

        result.Expect(4).Says("JM3008", words, "requests.jsonl");
        var requests = _workspace.Lines("requests.jsonl");
        Assert.NotEmpty(requests);

        // A reset may come before the first byte was read; then it is a connection that failed.
        string[] kinds = failure == FakeFailure.BreakOff ? [kind, "connection"] : [kind];
        Assert.All(requests, r => Assert.Contains(r.GetProperty("error_kind").GetString(), kinds));
        Assert.Contains("failed", _workspace.Reasons);
    }

    [Fact]
    public async Task Server_ThatBreaksOffNowAndThen_CompletesAndSaysHowMuchFailed()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Failure = FakeFailure.BreakOff, FailsOn = number => number % 3 == 0 });

        (await _workspace.MeasureAsync(Workspace.OpenAI(server.Url))).Expect(3);

        Assert.Equal("complete", _workspace.Json("run.json").GetProperty("status").GetString());
        Assert.Contains("error-rate", _workspace.Reasons);
        Assert.True(Window().GetProperty("counts").GetProperty("errors").GetInt32() > 0);
        Assert.True(_workspace.Metric("energy_per_request") > 0);
    }

    [Fact]
    public async Task Server_ThatNeverSendsUsage_HasEnergyPerRequestAndNonePerToken()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Usage = FakeUsage.Absent });

        (await _workspace.MeasureAsync(Workspace.OpenAI(server.Url))).Expect(3);

        Assert.Contains("no-usage", _workspace.Reasons);
        Assert.True(_workspace.Metric("energy_per_request") > 0);
        Assert.Null(_workspace.Metric("energy_per_output_token"));
        Assert.Null(_workspace.Metric("output_throughput"));
    }

    [Fact]
    public async Task Server_WithAWarmPrefixCache_IsNotValidUnlessDeclared()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { PromptTokens = 100, CachedTokens = 90 });

        (await _workspace.RunAsync(Workspace.OpenAI(server.Url))).Expect(3);

        Assert.Contains("prefix-cache", _workspace.Reasons);
    }

    [Fact]
    public async Task Server_ThatClosesAgainstItsKeepAlive_LosesNoRequest()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { ClosesAfterAnswer = true });

        (await _workspace.RunAsync(Workspace.OpenAI(server.Url))).Expect(0, 3);

        Assert.All(_workspace.Lines("requests.jsonl"), r => Assert.Equal(JsonValueKind.Null, r.GetProperty("error").ValueKind));
        Assert.DoesNotContain("error-rate", _workspace.Reasons);
    }

    public void Dispose() => _workspace.Dispose();

    private JsonElement Window() => Assert.Single(_workspace.Lines("windows.jsonl"), w => w.GetProperty("stage").GetString() == "window");
}
