using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>Requests that fail in a run: counted by kind, with their joules kept; and a key that a server echoes stays secret.</summary>
public sealed class FailingRequestsTests : IDisposable
{
    private const string Key = "sk-test/0123456789+abcdef";
    private static readonly FakeBehavior Normal = new() { TokenDelay = TimeSpan.FromMilliseconds(2) };
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData(FakeFailure.ServerError, "http-500")]
    [InlineData(FakeFailure.TooManyRequests, "http-429")]
    [InlineData(FakeFailure.ErrorEvent, "stream-error")]
    [InlineData(FakeFailure.EndEarly, "truncated")]
    [InlineData(FakeFailure.Garbage, "protocol")]
    public async Task SomeRequests_ThatFail_AreCountedByKindAndKeepTheirJoules(FakeFailure failure, string kind)
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Failure = failure, FailsOn = number => number % 3 == 0 });

        (await _workspace.RunAsync(Workspace.OpenAI(server.Url))).Expect(3);

        Assert.Equal("complete", _workspace.Json("run.json").GetProperty("status").GetString());
        var window = Assert.Single(_workspace.Lines("windows.jsonl"), w => w.GetProperty("stage").GetString() == "window");
        var counts = window.GetProperty("counts");
        var failed = counts.GetProperty("errors").GetInt32();
        Assert.True(failed > 0);
        Assert.Contains($" {kind}", ReasonOf("error-rate"), StringComparison.Ordinal);

        // All of the window's joules are charged to those that succeeded.
        if (_workspace.Metric("energy_per_request") is not { } perRequest)
        {
            // So short a window on a busy machine may lack a reading: then its energy is missing, and that is said.
            Assert.Contains(_workspace.Configuration.GetProperty("validity").GetProperty("reasons").EnumerateArray(), r => r.GetProperty("code").GetString() is "sample-gap" or "not-bracketed" or "no-energy" or "stale-counter");
            return;
        }

        var succeeded = counts.GetProperty("requests").GetInt32();
        var energy = _workspace.Metric("energy_per_request") * succeeded;
        Assert.True(perRequest > 0);
        Assert.True(window.GetProperty("energy_j").EnumerateObject().Sum(c => c.Value.GetDouble()) >= energy * 0.99, $"{energy} J of {window}");
        Assert.All(_workspace.Lines("requests.jsonl").Where(r => r.GetProperty("error").ValueKind == JsonValueKind.String), r => Assert.Equal(kind, r.GetProperty("error_kind").GetString()));
    }

    [Fact]
    public async Task AllRequests_ThatFail_LeaveNoAccuracy()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Failure = FakeFailure.ServerError });

        var result = (await _workspace.RunAsync(Workspace.OpenAI(server.Url))).Expect(3, 4);

        var accuracy = _workspace.Configuration.GetProperty("metrics").GetProperty("accuracy");
        Assert.Equal(JsonValueKind.Null, accuracy.GetProperty("value").ValueKind);
        Assert.Equal("no request was answered", accuracy.GetProperty("method").GetString());
        Assert.DoesNotContain("accuracy", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error); // no control code where nobody sits before it
        Assert.DoesNotContain("(no interval)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RetryAfter_IsWaitedForAndRecorded()
    {
        var isBusy = 0;
        var server = FakeOpenAIServer.Start(Normal with { Failure = FakeFailure.TooManyRequests, RetryAfter = "1", FailsOn = _ => Interlocked.Exchange(ref isBusy, 0) == 1 });
        await using var run = _workspace.Start(Workspace.OpenAI(server.Url, Workspace.Endless), "--set", "load.concurrency=1");
        await InWindowAsync(run);
        Volatile.Write(ref isBusy, 1); // once
        await Eventually.IsTrueAsync(() => server.Failures == 1, "a request is refused");
        var refusals = server.Completions;
        await Eventually.IsTrueAsync(() => server.Completions > refusals, "the load goes on");
        await server.DisposeAsync();
        (await run.ExitAsync()).Expect(4);

        var requests = _workspace.Lines("requests.jsonl").OrderBy(r => r.GetProperty("sent_ns").GetInt64()).ToList();
        var refused = Assert.Single(requests, r => r.TryGetProperty("retry_after_s", out _));
        Assert.Equal(1, refused.GetProperty("retry_after_s").GetDouble());
        var next = requests[requests.IndexOf(refused) + 1];
        Assert.True(next.GetProperty("sent_ns").GetInt64() - refused.GetProperty("ended_ns").GetInt64() >= 1_000_000_000, $"{refused}\n{next}");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(500)]
    public async Task Server_ThatDiesInMidWindow_EndsTheRunInItsLastWords(int concurrency)
    {
        var server = FakeOpenAIServer.Start(Normal);
        await using var run = _workspace.Start(Workspace.OpenAI(server.Url, Workspace.Endless), "--set", $"load.concurrency={concurrency}");
        await InWindowAsync(run);

        await server.DisposeAsync();

        // Few are refused when they try again; many at once have all failed in mid-answer by then.
        (await run.ExitAsync()).Expect(4).Says("JM3008", "requests in a row failed", concurrency == 2 ? "by connection: Connection refused" : "the last by", "requests.jsonl");
        Assert.Contains("failed", _workspace.Reasons);
        Assert.All(
            _workspace.Lines("requests.jsonl").Where(r => r.GetProperty("error").ValueKind == JsonValueKind.String),
            r => Assert.Contains(r.GetProperty("error_kind").GetString(), new[] { "connection", "truncated", "cancelled" }));
    }

    [Theory]
    [InlineData(FakeFailure.ServerError, 3)]
    [InlineData(FakeFailure.ErrorEvent, 3)]
    [InlineData(FakeFailure.Unauthorized, 4)]
    public async Task Key_ThatTheServerEchoes_IsWrittenNowhere(FakeFailure failure, int exit)
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Failure = failure, FailsOn = number => exit == 4 || number % 2 == 0, ErrorMessage = $"refused: {Key}" });

        var result = await RunWithKeyAsync(server.Url);

        result.Expect(exit);
        Assert.Contains(_workspace.Lines("requests.jsonl"), r => r.GetProperty("error").ToString().Contains("refused: ***", StringComparison.Ordinal));
        AssertWrittenNowhere(result);
    }

    [Fact]
    public async Task Key_ThatTheServerEchoesWhenAskedForItsModels_IsWrittenNowhere()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { ModelsFailure = FakeFailure.Unauthorized, ErrorMessage = $"refused: {Key}" });

        var result = await RunWithKeyAsync(server.Url);

        result.Expect(4).Says("JM3003", "refused: ***");
        AssertWrittenNowhere(result);
    }

    public void Dispose() => _workspace.Dispose();

    private Task<CliResult> RunWithKeyAsync(Uri url) => CliProcess.RunAsync(
        _workspace.RunArguments(Workspace.OpenAI(url), "--set", "server.api-key-env=JOULEMARK_TEST_KEY"),
        new Dictionary<string, string> { ["JOULEMARK_TEST_KEY"] = Key });

    private void AssertWrittenNowhere(CliResult result)
    {
        Assert.DoesNotContain("0123456789", result.ToString(), StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(_workspace.Run, "*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            Assert.False(text.Contains("sk-test", StringComparison.Ordinal) || text.Contains(Key.AsSpan(8, 10), StringComparison.Ordinal), $"{Path.GetFileName(file)} holds the key");
        }
    }

    private async Task InWindowAsync(CliProcess run)
    {
        await run.ErrorLineAsync("window 1 of");
        await Eventually.IsTrueAsync(() => _workspace.Lines("requests.jsonl").Any(r => r.GetProperty("stage").GetString() == "window"), "a request of the window is recorded");
    }

    private string ReasonOf(string code) => Assert.Single(
        _workspace.Json("result.json").GetProperty("validity").GetProperty("reasons").EnumerateArray(), r => r.GetProperty("code").GetString() == code).GetProperty("evidence").ToString();
}
