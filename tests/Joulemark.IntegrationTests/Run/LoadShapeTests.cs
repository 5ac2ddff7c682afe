using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>Whole runs under each shape of load, against a server on a real socket.</summary>
public sealed class LoadShapeTests : IDisposable
{
    private const string Measure = "measure: { idle: 200ms, warm-up: 300ms, window: 1s, repeats: { min: 1, max: 1 }, cool-down: 0s }";
    private static readonly FakeBehavior Normal = new() { TokenDelay = TimeSpan.FromMilliseconds(2) };
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData("{ kind: rate, rate: 50, arrival: constant }")]
    [InlineData("{ kind: rate, rate: 50, arrival: gamma, burstiness: 0.5 }")]
    [InlineData("{ kind: server, rate: 50 }")]
    [InlineData("{ kind: single-stream }")]
    public async Task SteadyLoad_OfAnyShape_GivesFiguresOfItsWindow(string load)
    {
        await using var server = FakeOpenAIServer.Start(Normal);

        (await _workspace.RunAsync(Workspace.OpenAI(server.Url, $"load: {load}\n{Measure}"))).Expect(0, 3);

        Assert.True(_workspace.Metric("energy_per_request") is > 0 || _workspace.Reasons.Count > 0, "there is no figure, and nothing says why");
        Assert.NotNull(_workspace.Metric("request_throughput"));
        Assert.DoesNotContain("overloaded", _workspace.Reasons);
        Assert.False(Window().TryGetProperty("whole_task", out _));
        Assert.All(Requests("window"), r => Assert.True(Ns(r, "sent_ns") >= Ns(r, "scheduled_ns")));
    }

    [Fact]
    public async Task MultiStream_Queries_AreOfEightSamplesEach()
    {
        await using var server = FakeOpenAIServer.Start(Normal);

        (await _workspace.RunAsync(Workspace.OpenAI(server.Url, $"load: {{ kind: multi-stream }}\n{Measure}"))).Expect(0, 3);

        var queries = Requests("window").GroupBy(r => r.GetProperty("query").GetInt32()).OrderBy(q => q.Key).ToList();
        Assert.Equal(Enumerable.Range(0, queries.Count), queries.Select(q => q.Key));
        Assert.All(queries, q => Assert.Equal(8, q.Count()));
        Assert.All(queries, q => Assert.Single(q.Select(r => Ns(r, "scheduled_ns")).Distinct()));
        Assert.All(queries.Zip(queries.Skip(1)), pair => Assert.Equal(pair.First.Max(r => Ns(r, "ended_ns")), Ns(pair.Second.First(), "scheduled_ns")));
    }

    [Theory]
    [InlineData("{ kind: offline }", 20)]
    [InlineData("{ kind: ramp, of: rate, from: 0, to: 80, over: 1s, arrival: constant }", 40)]
    [InlineData("{ kind: steps, of: rate, levels: [20, 0, 40], hold: 500ms, arrival: constant }", 30)]
    [InlineData("{ kind: ramp, from: 1, to: 4, over: 1s }", null)]
    [InlineData("{ kind: steps, levels: [2, 1, 3], hold: 400ms }", null)]
    public async Task LoadWithAnEnd_IsOneWindowFromFirstRequestToLastAnswer(string load, int? requests)
    {
        await using var server = FakeOpenAIServer.Start(Normal with { FirstTokenDelay = TimeSpan.FromMilliseconds(30) });

        await _workspace.MeasureAsync(Workspace.OpenAI(server.Url, $"load: {load}\n{Measure}"));

        var window = Window();
        var sent = Requests("window");
        Assert.True(window.GetProperty("whole_task").GetBoolean());
        Assert.All(sent, r => Assert.True(Ns(r, "scheduled_ns") >= Ns(window, "start_ns") && Ns(r, "ended_ns") <= Ns(window, "end_ns")));
        Assert.Equal(sent.Count, window.GetProperty("counts").GetProperty("requests").GetInt32());
        if (requests is { } expected)
            Assert.InRange(sent.Count, expected - 1, expected); // a last one on the very edge may round either way
        Assert.DoesNotContain("not-steady", _workspace.Reasons);
        Assert.True(_workspace.Metric("energy_per_request") > 0);
    }

    [Fact]
    public async Task Trace_OfAService_IsReplayedInItsOwnTime()
    {
        await using var server = FakeOpenAIServer.Start(Normal);
        int[] milliseconds = [0, 10, 10, 400, 1000];
        var trace = _workspace.Write("trace.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n"
            + string.Concat(milliseconds.Select(m => $"2023-11-16 18:17:{m / 1000:00}.{m % 1000:000}0000,40,8\n")));
        var spec = $$"""
            name: test
            server: { kind: openai, url: "{{server.Url}}", model: fake, request-timeout: 20s, start-timeout: 20s }
            workload: { kind: azure-trace, path: "{{trace}}", requests: 5 }
            load: { kind: trace, speed-up: 2 }
            {{Measure}}
            """;

        (await _workspace.RunAsync(spec)).Expect(0, 3);

        var due = Requests("window").Select(r => Ns(r, "scheduled_ns")).Order().ToList();
        Assert.Equal(milliseconds.Select(m => m / 2.0), due.Select(d => Math.Round((d - due[0]) / 1e6, 3)));
        Assert.True(Window().GetProperty("whole_task").GetBoolean());
        Assert.Equal(5, Window().GetProperty("counts").GetProperty("requests").GetInt32());
        Assert.All(Requests("window"), r => Assert.Equal(8, r.GetProperty("requested_tokens").GetInt32()));
    }

    [Fact]
    public async Task Steps_OfARate_MarkWhereEachLevelBegins()
    {
        await using var server = FakeOpenAIServer.Start(Normal);

        (await _workspace.RunAsync(Workspace.OpenAI(server.Url, $"load: {{ kind: steps, of: rate, levels: [20, 40], hold: 500ms }}\n{Measure}"))).Expect(0, 3);

        var marks = _workspace.Lines("events.jsonl").Where(e => e.GetProperty("kind").GetString() == "load").Select(e => e.GetProperty("facts")).ToList();
        Assert.Equal(["20", "40"], marks.Select(m => m.GetProperty("from").GetString()));
        Assert.Equal(marks[0].GetProperty("end_ns").GetString(), marks[1].GetProperty("start_ns").GetString());
    }

    [Fact]
    public async Task Rate_AboveWhatTheServerTakes_EndsAsAnInvalidWindowThatSaysSo()
    {
        // It answers every request two seconds late and fifty of them are due in each: they pile up until the bound.
        await using var server = FakeOpenAIServer.Start(Normal with { FirstTokenDelay = TimeSpan.FromSeconds(2) });

        var result = await _workspace.RunAsync(Workspace.OpenAI(server.Url, $"load: {{ kind: rate, rate: 50, arrival: constant, max-in-flight: 10 }}\n{Measure}"));

        result.Expect(3);
        Assert.Contains("overloaded", _workspace.Reasons);
        Assert.Equal("complete", _workspace.Json("run.json").GetProperty("status").GetString());
        Assert.Contains("\"JM1050\"", _workspace.Json("result.json").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("50 requests/s were asked for", _workspace.Json("result.json").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_WithAServerThatHangs_EndsAtTheRequestTimeout()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Failure = FakeFailure.Hang, FailsOn = number => number % 2 == 0 });

        var result = await _workspace.RunAsync(Workspace.OpenAI(server.Url, $"load: {{ kind: offline }}\n{Measure}"), "--set", "server.request-timeout=500ms");

        result.Expect(3);
        Assert.Contains("error-rate", _workspace.Reasons);
        Assert.Equal(20, Requests("window").Count);
    }

    public void Dispose() => _workspace.Dispose();

    private static long Ns(JsonElement record, string name) => record.GetProperty(name).GetInt64();

    private JsonElement Window() => Assert.Single(_workspace.Lines("windows.jsonl"), w => w.GetProperty("stage").GetString() == "window");

    private List<JsonElement> Requests(string stage) => [.. _workspace.Lines("requests.jsonl").Where(r => r.GetProperty("stage").GetString() == stage)];
}
