using System.Text.Json;
using System.Text.RegularExpressions;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Sweeping;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Statistics;
using Joulemark.Storage;
using Xunit;

namespace Joulemark.Tests.Comparison.Sweeping;

public sealed class SweeperTests
{
    private static readonly MadePoint[] Saturating =
        [MadePoint.Of(1, 50, 20), MadePoint.Of(2, 60, 40), MadePoint.Of(4, 80, 80), MadePoint.Of(8, 100, 160), MadePoint.Of(16, 140, 168), MadePoint.Of(32, 150, 170)];

    [Fact]
    public void Run_WithoutALoadThatVaries_IsNoSweep()
    {
        Assert.Null(RunJudge.Judge(SampleRun.Make()).Sweep);
        Assert.Null(RunJudge.Judge(SweepRun.Make(Saturating[..2])).Sweep); // two values are a comparison
        Assert.Null(RunJudge.Judge(SweepRun.Make([.. Saturating[..3].Select(p => p with { Key = "workload.output-tokens.max" })])).Sweep);
        Assert.Null(RunJudge.Judge(SweepRun.Make([.. Saturating[..3].Select((p, i) => p with { Beside = [("seed", $"{i}")] })])).Sweep); // a second number varies
        using var json = JsonDocument.Parse(ResultFile.ToJson(RunJudge.Judge(SampleRun.Make())));
        Assert.False(json.RootElement.TryGetProperty("sweep", out _));
    }

    [Fact]
    public void Load_ThatVaries_IsASweepWithItsKneeAndItsBestPoint()
    {
        var result = RunJudge.Judge(SweepRun.Make(Saturating));
        var sweep = result.Sweep!;
        var series = Assert.Single(sweep.Series);

        Assert.Equal(["load.concurrency"], sweep.Keys);
        Assert.Equal(("load.concurrency", "energy_per_output_token", "output_throughput", "ttft_p99"), (sweep.Axis!, sweep.EnergyMetric, sweep.ThroughputMetric, sweep.LatencyMetric!));
        Assert.Equal("8", series.Best);
        Assert.Equal((8.0, 8.0, 8.0), (series.Knees[0].Value, series.Knees[0].Lower, series.Knees[0].Upper));
        Assert.Equal([1.0, 2, 4, 8, 16, 32], series.Points.Select(p => p.Value!.Value));
        Assert.True(series.Points[3] is { IsKnee: true, Verdict: SweepVerdict.Best, Reasons.Count: 0, RatioToBest: null });
        Assert.Equal(250, series.Points[3].Figures["energy_per_output_token"].Value!.Value * 1000, 1.0);
        Assert.StartsWith("The best operating point is concurrency 8, the least energy per output token of all 6 points: 250 mJ", sweep.Answer, StringComparison.Ordinal);
        Assert.Contains("More concurrency stops paying at about 8", sweep.Answer, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(ResultFile.ToJson(result));
        Assert.Equal("best", json.RootElement.GetProperty("sweep").GetProperty("series")[0].GetProperty("points")[3].GetProperty("verdict").GetString());
    }

    [Fact]
    public void Points_ThatCannotBeToldApart_AreEquivalentOrTied()
    {
        var points = Judge([MadePoint.Of(1, 50, 100), MadePoint.Of(2, 50.5, 100), new MadePoint(4, [45, 55, 62], [100, 100, 100]), MadePoint.Of(8, 90, 100)]).Points;
        Assert.Equal([SweepVerdict.Best, SweepVerdict.Equivalent, SweepVerdict.Tied, SweepVerdict.RunnerUp], points.Select(p => p.Verdict));
    }

    [Fact]
    public void Point_ThatMissesAnObjective_IsRejectedThoughItUsesLess()
    {
        var series = Judge([.. Saturating.Select(p => p with { Ttft = 0.005 * p.Load })], null, ("objectives.ttft-p50", "30ms"));
        Assert.Equal("4", series.Best);
        Assert.Equal((ObjectiveOutcome.Met, ObjectiveOutcome.NotMet), (series.Points[2].Outcome, series.Points[3].Outcome));
        var reason = Assert.Single(series.Points[3].Reasons);
        Assert.Equal("objective-not-met", reason.Code);
        Assert.Contains("the limit is 30.0 ms, which it is 33.9 % above", reason.Evidence, StringComparison.Ordinal);
        Assert.Contains("of the 3 of 6 points that meet ttft-p50 ≤ 30.0 ms for certain", series.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Point_OfOneWindow_SaysSo_AndMeetsNothingInTheAnswer()
    {
        MadePoint[] points = [MadePoint.Of(1, 50, 20), MadePoint.Of(2, 60, 40, windows: 1), MadePoint.Of(4, 80, 80), MadePoint.Of(8, 100, 160, windows: 1)];
        var series = Judge([.. points.Select(p => p with { Ttft = 0.005 * p.Load })], null, ("objectives.ttft-p50", "30ms"));
        Assert.Equal(["met", "met (1 window)", "met", "NOT met (1 window)"], series.Points.Select(SweepWords.Outcome));
        Assert.All(series.Points.Where(p => p.Windows == 1), p => Assert.Equal(ObjectiveOutcome.Undecided, p.Objectives[0].Outcome));
        Assert.Contains("of the 2 of 4 points that meet ttft-p50 ≤ 30.0 ms for certain", series.Answer, StringComparison.Ordinal);

        series = Judge([.. points.Select(p => MadePoint.Of(p.Load, p.Watts[0], p.Requests[0], windows: 1) with { Ttft = 0.005 * p.Load })], SweepRun.Over("load.concurrency") with { Search = SweepSpec.HighestLoad }, ("objectives.ttft-p50", "30ms"));
        Assert.StartsWith("The highest concurrency that meets ttft-p50 ≤ 30.0 ms in one window is 4; concurrency 8 does not", series.Answer, StringComparison.Ordinal);
        Assert.Contains("No point meets the objectives for certain", series.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Verdicts_InTables_AreTheWordsOfTheDocs()
    {
        var series = Judge([.. Saturating.Select(p => p with { Ttft = 0.005 * p.Load })], null, ("objectives.ttft-p50", "30ms"));
        Assert.Equal(["runner-up", "runner-up", "BEST", "rejected", "rejected", "rejected"], series.Points.Select(p => SweepWords.Marks(p).Split(',')[0]));
    }

    [Fact]
    public void Point_ThatIsTiedThoughItsIntervalIsApart_IsExplained()
    {
        var series = Judge([new(1, [162, 200, 238], [100, 100, 100]), .. Enumerable.Range(2, 9).Select(i => MadePoint.Of(i, 50 + i, 100))]);
        var (tied, best) = (series.Points[0], series.Points.Single(p => p.Verdict == SweepVerdict.Best));
        Assert.Equal(SweepVerdict.Tied, tied.Verdict);
        Assert.True(tied.Figures["energy_per_output_token"].Lower > best.Figures["energy_per_output_token"].Upper);
        const string expected = @"(?i)not to be told apart from it: concurrency 1\. Though its interval does not overlap the best point's, concurrency 1 uses 3\.\d+ \(0\.\d+ to \d+(\.\d+)?\) × as much: the interval of a ratio holds what both figures scatter by and how well their joules are known, at 99\.89 %, as the best is picked from 45 pairs";
        Assert.True(Regex.IsMatch(series.Answer, expected, RegexOptions.None, TimeSpan.FromSeconds(10)), series.Answer);
        Assert.DoesNotContain("Though", Judge([MadePoint.Of(1, 50, 100), new MadePoint(4, [45, 55, 62], [100, 100, 100]), MadePoint.Of(8, 90, 100)]).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Objective_ThatNoPointMeets_GivesTheNearest()
    {
        var series = Judge([.. Saturating.Select(p => p with { Ttft = 0.01 + (0.002 * p.Load) })], null, ("objectives.ttft-p50", "6ms"));
        Assert.Equal((null, "1"), (series.Best, series.Nearest));
        Assert.StartsWith("No point meets the objectives for certain; concurrency 1 comes nearest: ttft-p50 is 12.", series.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Point_ThatIsNotValid_IsOnNoFrontAndNeverBest()
    {
        var run = SweepRun.Make(Saturating);
        var series = RunJudge.Judge(run with { Requests = [.. run.Requests.Select(r => r.Configuration == "8" && r.Item % 2 == 0 ? r with { Error = "gone", ErrorKind = "connection" } : r)] }).Sweep!.Series[0];
        var point = series.Points[3];
        Assert.False(point.Validity.Valid);
        Assert.Equal((SweepStanding.None, SweepStanding.None, SweepVerdict.Rejected), (point.PowerFront.Standing, point.LatencyFront.Standing, point.Verdict));
        Assert.StartsWith("not valid: ", point.PowerFront.Why, StringComparison.Ordinal);
        Assert.Equal("invalid", point.Reasons[0].Code);
        Assert.NotEqual("8", series.Best);
        Assert.Equal(5, series.Knees[0].N);
    }

    /// <summary>A point that meets the objectives and is not valid does not meet them any less: it is left out for being not valid, in these words.</summary>
    [Fact]
    public void Points_ThatAreNotValid_AreNamedInTheAnswer_AndASingleOneThatIsLeftIsNoChoice()
    {
        var run = SweepRun.Make("run-1", [MadePoint.Of(1, 25, 100), MadePoint.Of(2, 30, 100), MadePoint.Of(4, 40, 100)], spec: ("objectives.ttft-p50", "100ms"));
        RunRecord Without(params string[] names) => run with { Windows = [.. run.Windows.Select(w => names.Contains(w.Configuration, StringComparer.Ordinal) ? w with { Client = new ClientLoad { BusyShare = 0.99, Threads = 1 } } : w)] };

        var two = RunJudge.Judge(Without("1")).Sweep!;
        Assert.Contains("The best operating point is concurrency 2, the least energy per output token of the 2 of 3 points that are valid and meet ttft-p50 ≤ 100 ms for certain: ", two.Answer, StringComparison.Ordinal);
        Assert.Contains("Not valid, and held against none: concurrency 1 (client-saturated)", two.Answer, StringComparison.Ordinal);

        var one = RunJudge.Judge(Without("1", "2")).Sweep!;
        Assert.Null(one.Series[0].Best);
        Assert.StartsWith("Only concurrency 4 of 3 points is valid, so that there is nothing to choose from. Not valid, and held against none: ", one.Answer, StringComparison.Ordinal);
        Assert.Equal("alone", Assert.Single(one.Series[0].Points[2].Reasons).Code);
    }

    [Fact]
    public void Meter_ThatStandsStill_MakesNoPointBest()
    {
        var series = Judge([MadePoint.Of(1, 50, 20), MadePoint.Of(2, 60, 40), MadePoint.Of(4, 0, 80)]);
        Assert.Equal("2", series.Best);
        Assert.Equal(SweepStanding.None, series.Points[2].PowerFront.Standing);
        Assert.Contains(series.Points[2].Reasons, r => r.Code is "invalid" or "no-figure");
    }

    [Fact]
    public void Run_WithoutEnergy_ChoosesNothingAndSaysWhy()
    {
        var run = SweepRun.Make(Saturating);
        var sweep = RunJudge.Judge(run with { Samples = [], Machine = run.Machine with { Channels = [] } }).Sweep!;
        Assert.Null(sweep.Series[0].Best);
        Assert.All(sweep.Series[0].Points, p => Assert.Null(p.Figure(sweep.EnergyMetric).Value));
        Assert.All(sweep.Series[0].Points, p => Assert.NotEqual("", p.Figure(sweep.EnergyMetric).Method));
    }

    [Fact]
    public void Requests_WithoutTokens_AreJudgedByRequest()
    {
        var run = SweepRun.Make("run-1", Saturating, null, ("workload.kind", "tensors"));
        var sweep = RunJudge.Judge(run with { Requests = [.. run.Requests.Select(r => r with { Usage = null, Tokens = [], FirstToken = null, LastToken = null })] }).Sweep!;
        Assert.Equal(("energy_per_request", "request_throughput", "e2e_p99"), (sweep.EnergyMetric, sweep.ThroughputMetric, sweep.LatencyMetric));
        Assert.True(sweep.Series[0].Best == "8", sweep.Answer + string.Join("\n", sweep.Series[0].Points[3].Reasons));
    }

    [Fact]
    public void Point_ThatIsTheOnlyOne_IsBestWithoutAKnee()
    {
        var series = Judge([Saturating[3]], SweepRun.Over("load.concurrency"));
        Assert.Equal("8", series.Best);
        Assert.Equal((null, "1 valid point; a knee needs 5"), (series.Knees[0].Configuration, series.Knees[0].Why));
        Assert.Equal(SweepStanding.Front, series.Points[0].PowerFront.Standing);
    }

    [Fact]
    public void Throughput_ThatRisesToTheEnd_HasNoKneeAndTheBestAtTheEndIsSaid()
    {
        MadePoint[] straight = [.. Enumerable.Range(1, 6).Select(i => MadePoint.Of(i, 40 + (10 * i), 30 * i))];
        var result = RunJudge.Judge(SweepRun.Make(straight));
        Assert.StartsWith("the curve has no bend", result.Sweep!.Series[0].Knees[0].Why, StringComparison.Ordinal);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM7062");
        Assert.DoesNotContain(RunJudge.Judge(SweepRun.Make(Saturating)).Diagnostics, d => d.Id == "JM7062");
    }

    [Fact]
    public void Bend_WithinTheScatter_IsRefused()
    {
        var random = new SeededRandom(7);
        var series = Judge([.. Enumerable.Range(1, 6).Select(i => MadePoint.Scattered(i, 50, 100 + (3 * i), 0.05, random))]);
        Assert.Null(series.Knees[0].Configuration);
        Assert.NotNull(series.Knees[0].Why);
    }

    [Fact]
    public void Knee_OfPointsWithoutIntervals_IsRefused()
    {
        var one = Saturating[2] with { Watts = [.. Saturating[2].Watts.Take(1)], Requests = [.. Saturating[2].Requests.Take(1)] };
        Assert.Equal((null, "1 of 6 points has no interval, so whether the curve bends cannot be told: it takes three windows of each"), Knee([.. Saturating[..2], one, .. Saturating[3..]]));
        Assert.StartsWith("6 of 6 points have no interval", Knee([.. Saturating.Select(p => p with { Watts = [.. p.Watts.Take(2)], Requests = [.. p.Requests.Take(2)] })]).Why, StringComparison.Ordinal);

        static (string? Configuration, string? Why) Knee(IReadOnlyList<MadePoint> points) => Judge(points).Knees[0] is var knee ? (knee.Configuration, knee.Why) : default;
    }

    [Fact]
    public void Load_OfATraceThatIsSpedUp_IsALoad()
    {
        var made = SweepRun.Make("run-1", [.. new[] { (1.0, 0.01), (2, 0.02), (4, 0.2) }.Select(p => MadePoint.Of(p.Item1, 50, 40) with { Key = "load.speed-up", Ttft = p.Item2 })], SweepRun.Over("load.speed-up") with { Search = SweepSpec.HighestLoad }, ("load.kind", "trace"), ("objectives.ttft-p50", "50ms"));
        var series = RunJudge.Judge(made).Sweep!.Series[0];
        Assert.Equal(("2", "4"), (series.HighestLoad?.Meets, series.HighestLoad?.Misses));
    }

    [Fact]
    public void Knee_OfScatteredCurves_IsWithinItsRangeAsOftenAsItSays()
    {
        const int simulations = 40;
        var random = new SeededRandom(11);
        var (given, held, wide) = (0, 0, 0);
        for (var i = 0; i < simulations; i++)
        {
            MadePoint[] points = [.. new[] { (1, 30), (2, 60), (4, 110), (6, 150), (8, 180), (12, 200), (16, 204) }.Select(p => MadePoint.Scattered(p.Item1, 50 + p.Item1, p.Item2, 0.015, random, 4))];
            if (Judge(points).Knees[0] is not { Value: not null } knee)
                continue;
            given++;
            held += knee.Lower <= 8 && 8 <= knee.Upper ? 1 : 0; // the knee of the curve without scatter
            wide += knee.Lower < knee.Upper ? 1 : 0;
        }

        Assert.True(given >= 0.9 * simulations, $"{given} of {simulations} curves had a knee");
        Assert.True(held >= 0.95 * given, $"{held} of {given} ranges held the knee");
        Assert.True(wide > 0.2 * given, $"{wide} ranges were of more than a point: the test would not see one that is too narrow");
    }

    [Fact]
    public void Configurations_ThatVaryBeside_MakeSeriesOfTheirOwn()
    {
        var sweep = RunJudge.Judge(SweepRun.Make("run-1", [.. Saturating.Select(p => p with { Beside = [("server.model", "small-fp32")] }), .. Saturating.Select(p => p with { Beside = [("server.model", "small-int8")], Watts = [.. p.Watts.Select(w => w * 0.5)] })], SweepRun.Over("load.concurrency"))).Sweep!;
        Assert.Equal(["model small-fp32", "model small-int8"], sweep.Series.Select(s => s.Name));
        Assert.Equal(["small-fp32, 8", "small-int8, 8"], sweep.Series.Select(s => s.Best!));
        Assert.All(sweep.Series.SelectMany(s => s.Points), p => Assert.NotEqual(SweepStanding.Dominated, p.PowerFront.Standing)); // not held against the other model
    }

    [Fact]
    public void Keys_ThatAreSweptTogether_MakeAGridWithAKneeForEachCurve()
    {
        var sweep = RunJudge.Judge(SweepRun.Make("run-1", [.. Saturating.Select(p => p with { Beside = [("workload.output-tokens.max", "64")] }), .. Saturating.Select(p => p with { Beside = [("workload.output-tokens.max", "128")], Watts = [.. p.Watts.Select(w => w * 0.5)] })],
            SweepRun.Over("workload.output-tokens.max", "load.concurrency"))).Sweep!;
        var series = Assert.Single(sweep.Series);
        Assert.Equal("load.concurrency", sweep.Axis);
        Assert.Equal(["64", "128"], series.Knees.Select(k => k.At["workload.output-tokens.max"]));
        Assert.All(series.Knees, k => Assert.Equal(8, k.Value));
        Assert.Equal("128, 8", series.Best);
        Assert.Null(series.HighestLoad);
    }

    private static SweepSeries Judge(IReadOnlyList<MadePoint> points, SweepRecord? sweep = null, params (string Key, string Value)[] spec) =>
        RunJudge.Judge(SweepRun.Make("run-1", points, sweep, spec)).Sweep!.Series[0];
}
