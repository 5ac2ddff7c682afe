using Joulemark.Analysis;
using Joulemark.Analysis.Mlperf;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Analysis.Mlperf;

public sealed class MlperfJudgeTests
{
    private const double Start = 100;

    [Fact]
    public void Load_ThatIsNoScenario_IsNotJudged() => Assert.Null(RunAnalyzer.Analyze(SampleRun.Make()).Configurations[SampleRun.Configuration].Mlperf);

    [Fact]
    public void SingleStream_LongEnough_IsValidByItsEarlyStoppingEstimate()
    {
        var result = Judge("single-stream", Enumerable.Range(0, 700).Select(i => Sample(i, 0.1 + (0.001 * i))));
        var slowest = EarlyStopping.Slowest(700, 0.90)!.Value;
        Assert.Equal(("SingleStream", "early_stopping_latency_ss", "VALID"), (result.Scenario, result.Metric, result.Result));
        Assert.Equal((0.1 + (0.001 * (700 - slowest))) * 1e9, result.Value!.Value, 1);
        var run = Assert.Single(result.Runs);
        Assert.Equal((700, slowest - 1), (run.Queries, run.Figures["early_stopping_90_discarded"]));
        Assert.Equal((0.1 + (0.001 * 630)) * 1e9, run.Figures["result_90_percentile_latency_ns"], 1);
        Assert.Equal((0.1 + (0.001 * (700 - 1))) * 1e9, run.Figures["early_stopping_latency_ms"], 1); // the slowest of 700 bounds the 99th percentile
    }

    [Fact]
    public void SingleStream_TooShort_IsInvalid()
    {
        var result = Judge("single-stream", Enumerable.Range(0, 599).Select(i => Sample(i, 0.1)));
        Assert.Equal("INVALID", result.Result);
        Assert.Contains("min duration: the last query was issued after 598 s", Assert.Single(result.Reasons), StringComparison.Ordinal);
        Assert.NotNull(result.Value);
    }

    [Fact]
    public void SingleStream_OfTooFewQueries_HasNoEstimate()
    {
        var result = Judge("single-stream", Enumerable.Range(0, 63).Select(i => Sample(11.0 * i, 0.1)));
        Assert.Null(result.Value);
        Assert.Contains("needs at least 64", Assert.Single(result.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(662, "VALID")]
    [InlineData(661, "INVALID")]
    public void MultiStream_NeedsItsQueries_AndTakesTheSlowestOfEight(int queries, string expected)
    {
        var result = Judge("multi-stream", Enumerable.Range(0, queries).SelectMany(q => Enumerable.Range(0, 8).Select(s => Sample(q, 0.1 + (0.01 * s) + (q == 5 ? 0.2 : 0)) with { Query = q })));
        Assert.Equal(expected, result.Result);
        Assert.Equal(queries, result.Runs[0].Queries);
        if (expected == "VALID")
            Assert.Equal(0.37e9, result.Value!.Value, 1);
        else
            Assert.Equal(2, result.Reasons.Count); // too few by the rules, and too few for an estimate
    }

    [Theory]
    [InlineData(0, "VALID", "")]
    [InlineData(5, "INVALID", "early stopping: 5 of 1000")]
    [InlineData(20, "INVALID", "performance constraint")]
    public void Server_IsValid_WhenItsBoundIsProven(int over, string expected, string reason)
    {
        var result = Judge("server", Enumerable.Range(0, 1000).Select(i => Sample(i, i < over ? 0.2 : 0.1)), ("objectives.e2e-p99", "150ms"));
        Assert.Equal(("result_scheduled_samples_per_sec", expected), (result.Metric, result.Result));
        Assert.Equal(1.0, result.Value!.Value, 1e-9);
        Assert.Contains(reason, string.Join('\n', result.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Server_OfALanguageModel_GoesByTtftAndTpot()
    {
        var samples = Enumerable.Range(0, 1000).Select(i => Sample(i, 1) with { FirstToken = At(Start + i + 0.1), Usage = new TokenUsage(5, 10) });
        var result = Judge("server", samples, ("objectives.ttft-p99", "200ms"), ("objectives.tpot-p99", "90ms"));
        Assert.Equal("result_completed_samples_per_sec", result.Metric);
        Assert.Contains("tpot-p99 is 100 ms", result.Reasons[0], StringComparison.Ordinal);
        Assert.DoesNotContain(result.Reasons, r => r.Contains("ttft", StringComparison.Ordinal));
        Assert.Equal(10_000 / 1000.0, result.Runs[0].Figures["result_completed_tokens_per_second"], 1e-9);
    }

    [Fact]
    public void Server_WithoutABound_IsInvalid()
    {
        var result = Judge("server", Enumerable.Range(0, 1000).Select(i => Sample(i, 0.1)));
        Assert.Contains("no latency bound", Assert.Single(result.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "VALID")]
    [InlineData(30_000, "INVALID")]
    public void Offline_NeedsTheWholeDataSet_OrAsManyAsTheRulesAskFor(int dataSet, string expected)
    {
        var run = Run("offline", Enumerable.Range(1, 200).Select(i => Sample(0, 3.5 * i)));
        run = run with { Header = run.Header with { Configurations = [run.Header.Configurations[0] with { TaskDistinctItems = dataSet }] } };
        var result = Analyze(run);
        Assert.Equal(("result_samples_per_second", expected), (result.Metric, result.Result));
        Assert.Equal(200 / 700.0, result.Value!.Value, 1e-9);
    }

    [Fact]
    public void Sample_ThatFailed_MakesARunInvalid()
    {
        var result = Judge("single-stream", Enumerable.Range(0, 700).Select(i => Sample(i, 0.1) with { Error = i == 3 ? "reset" : null, ErrorKind = i == 3 ? "connection" : null }));
        Assert.Contains("1 of 700 samples failed", Assert.Single(result.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("single-stream", "mJ/query", 30_000)] // 300 J and ten requests a window
    [InlineData("offline", "W", 30)]
    public void Energy_IsByTheQueryForStreams_AndAPowerElsewhere(string kind, string metric, double expected)
    {
        var result = RunAnalyzer.Analyze(SampleRun.With(SampleRun.Make(), ("load.kind", kind))).Configurations[SampleRun.Configuration].Mlperf!;
        Assert.Equal(metric, result.EnergyMetric);
        Assert.Equal(expected, result.Energy!.Value, 1e-6 * expected);
        Assert.Contains("at the wall", result.EnergyNote, StringComparison.Ordinal);
    }

    private static MlperfResult Judge(string kind, IEnumerable<RequestRecord> requests, params (string Key, string Value)[] spec) => Analyze(SampleRun.With(Run(kind, requests), spec));

    private static MlperfResult Analyze(RunRecord run) => RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Mlperf!;

    private static RunRecord Run(string kind, IEnumerable<RequestRecord> requests)
    {
        var run = SampleRun.With(SampleRun.Make(), ("load.kind", kind));
        var spec = run.Header.Configurations[0].Spec.Where(v => !v.Key.StartsWith("objectives.", StringComparison.Ordinal)).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        run = run with { Header = run.Header with { Configurations = [run.Header.Configurations[0] with { Spec = spec }] } };
        return run with { Requests = [.. requests], Samples = [], Windows = [run.Windows[1] with { Start = At(Start), End = At(Start + 1100) }] };
    }

    private static RequestRecord Sample(double due, double latency) => new()
    {
        Configuration = SampleRun.Configuration,
        Stage = Stage.Window,
        Repeat = 1,
        Scheduled = At(Start + due),
        Sent = At(Start + due),
        FirstToken = At(Start + due + (latency / 2)),
        LastToken = At(Start + due + latency),
        Ended = At(Start + due + latency),
    };

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
