using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>Sweeps and searches by the real command line, against a server whose pace does not depend on the machine.</summary>
public sealed class SweepTests : IDisposable
{
    private static readonly FakeBehavior Paced = new() { FirstTokenDelay = TimeSpan.FromMilliseconds(20), TokenDelay = TimeSpan.FromMilliseconds(2) };
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task Grid_OfConcurrencies_MeasuresEveryPointInEveryRound()
    {
        await using var server = FakeOpenAIServer.Start(Paced);

        (await _workspace.RunAsync(Workspace.OpenAI(server.Url, $"{Measure(2)}\nsweep: {{ load.concurrency: {{ from: 1, to: 4 }} }}"))).Expect(0, 3).Says("point 3 of 3");

        Assert.Equal(["concurrency=1", "concurrency=2", "concurrency=4", "concurrency=4", "concurrency=2", "concurrency=1"], Windows(_workspace.Run));
        var header = _workspace.Json("run.json");
        Assert.Equal("load.concurrency", Assert.Single(header.GetProperty("sweep").GetProperty("keys").EnumerateArray()).GetString());
        Assert.False(header.TryGetProperty("continues", out _));
    }

    [Fact]
    public async Task Sweep_ThatWasKilled_GoesOnWithoutMeasuringFinishedPointsAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        await using var server = FakeOpenAIServer.Start(Paced);
        var spec = Workspace.OpenAI(server.Url, $"{Measure(2)}\nsweep: {{ load.concurrency: [1, 2, 3] }}");

        // The rounds go 1 2 3, 3 2 1: with the fourth window done, only 3 has both of its windows.
        var first = await _workspace.RunUntilKilledAsync(spec, "concurrency=2: window 2 of");

        var done = Windows(first).CountBy(w => w, StringComparer.Ordinal).Where(w => w.Value == 2).Select(w => w.Key).ToList();
        List<string> left = [.. ((string[])["concurrency=1", "concurrency=2", "concurrency=3"]).Except(done, StringComparer.Ordinal)];
        Assert.Contains("concurrency=3", done);
        Assert.NotEmpty(left);
        var before = Contents(first);
        var arguments = _workspace.RunArguments(spec, "--resume", first);

        (await CliProcess.RunAsync(arguments)).Expect(0, 3).Says($"point 1 of {left.Count}");

        var second = Assert.Single(Directory.GetDirectories(_workspace.Runs), d => d != first);
        Assert.Equal(left.Concat(left.AsEnumerable().Reverse()), Windows(second));
        Assert.Equal(Path.GetFileName(first), Json(second).GetProperty("continues").GetString());
        Assert.Equal(before, Contents(first)); // every folder stays as its run left it
        Assert.Single(Windows(second, "idle")); // and the new one has an idle baseline of its own

        // What is wrong is told while another run has the machine, and not when that is over.
        var state = new Dictionary<string, string> { ["JOULEMARK_STATE"] = _workspace.File("state") };
        await using var other = CliProcess.Start(["measure", "--idle", "0s", "--runs", _workspace.File("others"), "--", "sleep", "600"], state);
        await Eventually.IsTrueAsync(() => Directory.Exists(_workspace.File("others")), "the other run has the machine");
        (await CliProcess.RunAsync(["run", _workspace.Write("another.yaml", spec), "--runs", _workspace.Runs], state)).Expect(3).Says("JM6040");
        (await CliProcess.RunAsync(["run", _workspace.File("spec.yaml"), "--resume", _workspace.File("none")], state)).Expect(2).Says("JM4003");
        var nothing = await CliProcess.RunAsync(_workspace.RunArguments(spec, "--resume", second), state);

        nothing.Expect(0, 3).Says("nothing is left to measure");
        Assert.Equal(2, Directory.GetDirectories(_workspace.Runs).Length);

        (await CliProcess.RunAsync(_workspace.RunArguments(spec, "--resume", second, "--set", "seed=5"), state)).Expect(2).Says("JM5031", "seed was 1 and is 5");
        (await CliProcess.RunAsync(["run", _workspace.File("spec.yaml"), "--resume", second, "--runs", _workspace.File("elsewhere")])).Expect(2).Says("JM5033");
    }

    [Fact]
    public async Task Search_ForTheHighestLoad_EndsBetweenWhatMeetsTheObjectiveAndWhatDoesNot()
    {
        // It works on four at a time, a tenth of a second each: every four more in flight wait a tenth longer.
        await using var server = FakeOpenAIServer.Start(new FakeBehavior { FirstTokenDelay = TimeSpan.FromMilliseconds(100), Slots = 4 });
        var spec = Workspace.OpenAI(server.Url, $"{Measure(2)}\nobjectives: {{ ttft-p50: 300ms }}\nsweep: {{ load.concurrency: {{ from: 1, to: 64 }}, search: highest-load }}");

        (await _workspace.RunAsync(spec)).Expect(0, 3).Says("search: trying 1, window 1", "search: trying 2, window 2", "search: repeating the points that decide");

        var header = _workspace.Json("run.json");
        Assert.Equal("highest-load", header.GetProperty("sweep").GetProperty("search").GetString());
        var points = header.GetProperty("configurations").EnumerateArray()
            .ToDictionary(c => Name(c), c => int.Parse(c.GetProperty("factors").GetProperty("load.concurrency").GetString()!, CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var windows = Windows(_workspace.Run).CountBy(w => w, StringComparer.Ordinal).ToDictionary(w => points[w.Key], w => w.Value);
        Assert.Equal(points.Values.Order(), windows.Keys.Order());

        // Whatever this machine takes for it: up by doubling, each point once and the deciding ones twice, and the answer is the highest that meets.
        var results = _workspace.Json("result.json").GetProperty("configurations").EnumerateObject().ToDictionary(c => points[c.Name], c => Ttft(c.Value));
        var last = Searches().Last();
        var answer = int.Parse(last.GetProperty("facts").GetProperty("answer").GetString()!, CultureInfo.InvariantCulture);
        Assert.True(results[answer] <= 0.3, $"{answer}: {results[answer]} s");
        Assert.Equal(3, windows[answer]); // the one that it was found by, and its repeats
        var next = results.Where(r => r.Key > answer).MinBy(r => r.Key);
        Assert.True(next.Value > 0.3, $"{next.Key}: {next.Value} s");
        Assert.True(next.Key <= Math.Max(answer + 1, answer * 1.1), $"{answer} and {next.Key} are neighbours");
        Assert.Equal(3, windows[next.Key]);
        Assert.Equal(points.Count, _workspace.Lines("windows.jsonl").Count(w => w.TryGetProperty("trial", out _)));
        Assert.Equal(2, _workspace.Json("result.json").GetProperty("configurations").GetProperty(points.First(p => p.Value == answer).Key).GetProperty("windows").GetArrayLength());
        Assert.Equal(windows.Values.Sum(), int.Parse(last.GetProperty("facts").GetProperty("windows").GetString()!, CultureInfo.InvariantCulture));
        Assert.DoesNotContain("overloaded", _workspace.Reasons);
    }

    [Fact]
    public async Task Search_ThatWasKilled_GoesOnFromWhatItKnows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        await using var server = FakeOpenAIServer.Start(Paced);
        var spec = Workspace.OpenAI(server.Url, $"{Measure(2)}\nobjectives: {{ ttft-p50: 30s }}\nsweep: {{ load.concurrency: {{ from: 1, to: 4 }}, search: highest-load }}");

        var first = await _workspace.RunUntilKilledAsync(spec, "concurrency=4: window 1 of");

        Assert.Equal(["concurrency=1", "concurrency=2"], Windows(first).Take(2));

        (await CliProcess.RunAsync(_workspace.RunArguments(spec, "--resume", first))).Expect(0, 3).Says("concurrency=4: window", "where the range ends");

        var second = Assert.Single(Directory.GetDirectories(_workspace.Runs), d => d != first);
        Assert.All(Windows(second), w => Assert.Equal("concurrency=4", w));
        Assert.InRange(Windows(second).Count, 2, 3); // its repeats, and the one that it is found by where the first did not come to it
        (await CliProcess.RunAsync(_workspace.RunArguments(spec, "--resume", second))).Expect(0, 3).Says("nothing is left to measure");
    }

    [Fact]
    public async Task Search_ThatWasKilledBeforeItsFirstPoint_IsReportedAndGoneOnWith()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        await using var server = FakeOpenAIServer.Start(Paced);
        var spec = Workspace.OpenAI(server.Url, $"{Measure(1)}\nobjectives: {{ ttft-p50: 30s }}\nsweep: {{ load.concurrency: [1, 2], search: highest-load }}");
        var first = await _workspace.RunUntilKilledAsync(spec, "idle, without load");
        var report = (await CliProcess.RunAsync(["report", first])).Expect(3);
        Assert.DoesNotContain("internal error", report.Error, StringComparison.Ordinal);
        (await CliProcess.RunAsync(_workspace.RunArguments(spec, "--resume", first))).Expect(0, 3).Says("where the range ends");
    }

    [Fact]
    public async Task Rate_ThatTheServerCannotTake_IsAPointOfTheSweepAndNoFailedRun()
    {
        // Two at a time of a fifth of a second each make ten a second.
        await using var server = FakeOpenAIServer.Start(new FakeBehavior { FirstTokenDelay = TimeSpan.FromMilliseconds(200), Slots = 2 });
        var spec = Workspace.OpenAI(server.Url, $"{Measure(1)}\nload: {{ kind: rate, arrival: constant, max-in-flight: 10 }}\nsweep: {{ load.rate: [2, 50] }}");

        (await _workspace.RunAsync(spec)).Expect(0, 3);

        Assert.DoesNotContain("overloaded", ValidElsewhere("rate=2") ? _workspace.Reasons : []);
        Assert.Contains("overloaded", ReasonsOf("rate=50"));
    }

    [Fact]
    public async Task Server_ThatRefusesALoad_IsAPointOfTheSearchAndNoFailedRun()
    {
        // From the hundredth completion on it has too much to do: one at a time, that comes at a later load than the first.
        await using var server = FakeOpenAIServer.Start(Paced with { Failure = FakeFailure.TooManyRequests, FailsOn = number => number > 100 });
        var spec = Workspace.OpenAI(server.Url, $"{Measure(1)}\nobjectives: {{ ttft-p50: 30s }}\nsweep: {{ load.concurrency: {{ from: 1, to: 64 }}, search: highest-load, resolution: 100% }}");

        var result = (await _workspace.RunAsync(spec)).Expect(0, 3).Says("search: ", "requests in a row failed");

        Assert.Contains("\"JM5037\"", _workspace.Json("result.json").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("complete", _workspace.Json("run.json").GetProperty("status").GetString());
        Assert.DoesNotContain("internal error", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Both points have a window, and then the server is at its end: what is left is not as precise as was asked for.</summary>
    [Fact]
    public async Task Server_ThatFailsAtEveryPoint_IsAFailedRun()
    {
        var run = _workspace.Runs;
        bool AreMeasured() => Directory.Exists(run) && Directory.GetDirectories(run) is [var folder] && File.Exists(Path.Combine(folder, "windows.jsonl")) && Windows(folder).Count >= 2;
        await using var server = FakeOpenAIServer.Start(Paced with { Failure = FakeFailure.TooManyRequests, FailsOn = _ => AreMeasured() });

        (await _workspace.RunAsync(Workspace.OpenAI(server.Url, $"{Measure(3)}\nsweep: {{ load.concurrency: [1, 2] }}"))).Expect(4).Says("requests in a row failed");

        Assert.NotEqual("complete", _workspace.Json("run.json").GetProperty("status").GetString());
        Assert.DoesNotContain(_workspace.Lines("events.jsonl"), e => e.GetProperty("kind").GetString() == "stop");
    }

    [Fact]
    public async Task Search_ForTheLeastEnergy_RepeatsThePointsThatDecide()
    {
        await using var server = FakeOpenAIServer.Start(Paced);
        var spec = Workspace.OpenAI(server.Url, $"{Measure(2)}\nsweep: {{ load.concurrency: [1, 4], search: least-energy }}");

        (await _workspace.RunAsync(spec)).Expect(0, 3).Says("the least energy is at");

        var facts = Searches().Last().GetProperty("facts");
        Assert.Contains(facts.GetProperty("answer").GetString(), (string[])["1", "4"]);
        Assert.Equal(["concurrency=1", "concurrency=1", "concurrency=1", "concurrency=4", "concurrency=4", "concurrency=4"], Windows(_workspace.Run).Order(StringComparer.Ordinal)); // both decide, and have two repeats beside the window that they were found by
    }

    [Fact]
    public async Task Search_ThatRunsOutOfTime_SaysSoAndIsGoneOnWith()
    {
        await using var server = FakeOpenAIServer.Start(Paced);
        var measure = Measure(1).Replace("cool-down: 0s", "cool-down: 0s, time-limit: 1s", StringComparison.Ordinal); // less than the first window takes
        var spec = Workspace.OpenAI(server.Url, $"{measure}\nobjectives: {{ ttft-p50: 30s }}\nsweep: {{ load.concurrency: [1, 2], search: highest-load }}");

        var result = (await _workspace.RunAsync(spec)).Expect(3);

        Assert.Contains("JM5035", result.Output, StringComparison.Ordinal);
        Assert.Contains("search-unfinished", _workspace.Reasons);
        var first = _workspace.Run;
        Assert.Equal(["concurrency=1"], Windows(first));
        (await CliProcess.RunAsync(_workspace.RunArguments(spec, "--resume", first))).Expect(0, 3);
        Assert.Equal(["concurrency=2"], Windows(Assert.Single(Directory.GetDirectories(_workspace.Runs), d => d != first)));
    }

    [Fact]
    public async Task Search_ThatGoesOnWhereTheServerRefusesTheLoad_KnowsThatItDidWellBefore()
    {
        using var isRefusing = new ManualResetEventSlim();
        await using var server = FakeOpenAIServer.Start(Paced with { Failure = FakeFailure.TooManyRequests, FailsOn = _ => isRefusing.IsSet });
        var measure = Measure(1).Replace("cool-down: 0s", "cool-down: 0s, time-limit: 1s", StringComparison.Ordinal); // less than the first window takes
        var spec = Workspace.OpenAI(server.Url, $"{measure}\nobjectives: {{ ttft-p50: 30s }}\nsweep: {{ load.concurrency: [1, 2], search: highest-load }}");
        (await _workspace.RunAsync(spec)).Expect(3);
        var first = _workspace.Run;
        Assert.Equal(["concurrency=1"], Windows(first));
        isRefusing.Set();

        Assert.Contains("requests in a row failed", (await CliProcess.RunAsync(_workspace.RunArguments(spec, "--resume", first))).Expect(3).Output, StringComparison.Ordinal);

        var second = Assert.Single(Directory.GetDirectories(_workspace.Runs), d => d != first);
        Assert.Equal("complete", Json(second).GetProperty("status").GetString());
        isRefusing.Reset();
        (await CliProcess.RunAsync(_workspace.RunArguments(spec, "--resume", second))).Expect(0, 3).Says("requests in a row failed"); // the repeat of 1; 2 is not asked again
        var third = Assert.Single(Directory.GetDirectories(_workspace.Runs), d => d != first && d != second);
        Assert.Equal(["concurrency=1"], Windows(third));
        (await CliProcess.RunAsync(_workspace.RunArguments(spec, "--resume", third))).Expect(0, 3).Says("nothing is left to measure");
    }

    [Fact]
    public async Task Search_ThatHasNoTimeToRepeatThePointsThatDecide_SaysSo()
    {
        await using var server = FakeOpenAIServer.Start(Paced);
        var measure = Measure(2).Replace("cool-down: 0s", "cool-down: 0s, time-limit: 1s", StringComparison.Ordinal); // less than the first window takes
        var spec = Workspace.OpenAI(server.Url, $"{measure}\nobjectives: {{ ttft-p50: 1ms }}\nsweep: {{ load.concurrency: [1, 2], search: highest-load }}"); // the lowest load fails, and decides

        Assert.Contains("JM5035", (await _workspace.RunAsync(spec)).Expect(3).Output, StringComparison.Ordinal);

        Assert.Contains("search-unfinished", _workspace.Reasons);
        Assert.Equal(["concurrency=1"], Windows(_workspace.Run));
    }

    public void Dispose() => _workspace.Dispose();

    private static string Measure(int repeats) => $"measure: {{ idle: 200ms, warm-up: 300ms, window: 1s, repeats: {{ min: {repeats}, max: {repeats} }}, cool-down: 0s }}";

    private static List<string> Windows(string run, string stage = "window") =>
        [.. File.ReadAllLines(Path.Combine(run, "windows.jsonl")).Where(l => l.EndsWith('}')).Select(l => JsonElement.Parse(l))
            .Where(w => w.GetProperty("stage").GetString() == stage).Select(w => w.GetProperty("configuration").GetString() ?? "")];

    private static JsonElement Json(string run) => JsonElement.Parse(File.ReadAllText(Path.Combine(run, "run.json")));

    private static Dictionary<string, string> Contents(string run) =>
        Directory.GetFiles(run).ToDictionary(f => f, f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))), StringComparer.Ordinal);

    private static string Name(JsonElement configuration) => configuration.GetProperty("name").GetString()!;

    private static double Ttft(JsonElement result) => result.GetProperty("metrics").GetProperty("ttft_p50").GetProperty("value").GetDouble();

    private IEnumerable<JsonElement> Searches() => _workspace.Lines("events.jsonl").Where(e => e.GetProperty("kind").GetString() == "search");

    private bool ValidElsewhere(string configuration) => !ReasonsOf(configuration).Any();

    private IEnumerable<string?> ReasonsOf(string configuration) =>
        _workspace.Json("result.json").GetProperty("configurations").GetProperty(configuration).GetProperty("validity").GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("code").GetString());
}
