using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Comparison.Gating;
using Joulemark.Comparison.Starts;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;
using Joulemark.Tests.Comparison.Sweeping;
using Xunit;

namespace Joulemark.Tests.Comparison.Gating;

/// <summary>Gates over several runs a side, whose servers scatter from start to start by more than windows do within one.</summary>
public sealed class GateStartsTests
{
    private const double Between = 0.02;
    private const double Within = 0.01;
    private const int Windows = 3;
    private static readonly GatePolicy Plain = new() { Objectives = false };
    private static readonly GatePolicy Hardest = Plain with { MaxIncrease = 0 };

    [Fact]
    public void OneRunASide_AlarmsFalselyOnUnchangedServers_AndSaysThatStartsWereNotMeasured()
    {
        var random = new SeededRandom(11);
        const int pairs = 200;
        var outcomes = Enumerable.Range(0, pairs).Select(_ => Judge(Starts("a", 30, 1, random), Starts("b", 30, 1, random), Hardest)).ToList();
        Assert.InRange(outcomes.Count(o => o.Verdict == GateVerdict.Fail) / (double)pairs, 0.12, 0.45); // what the docs warn of: many times the 2.5 % of the interval's side
        Assert.All(outcomes, o => Assert.Equal(DiagnosticSeverity.Info, Assert.Single(o.Diagnostics, d => d.Id == "JM7054").Severity));
    }

    [Fact]
    public void Figure_OverRunsThatScatterWidely_IsNeverLessThanNothing()
    {
        IReadOnlyList<(RunRecord, ConfigurationRecord)> Runs(string side) => [.. new[] { 11.0, 12, 60 }.Select((w, i) => PowerRun.Make($"{side}{i}", [w, w, w])).Select(r => (r, r.Header.Configurations[0]))];
        GateRule[] rules = [new("mean_power") { AtMost = 30 }, new("net_energy_per_request") { AtMost = 30 }];
        var outcomes = Gate.Judge(Runs("a"), Runs("b"), Plain with { Rules = rules }).Rules;
        Assert.Equal(0, outcomes[0].Candidate!.Lower);
        Assert.True(outcomes[1].Candidate!.Lower < 0); // a difference may be
        Assert.All(outcomes, o => Assert.Equal(GateVerdict.Inconclusive, o.Verdict));
    }

    /// <summary>Configurations of the same runs are paired by their run, in whatever order these are named.</summary>
    [Fact]
    public void RunsOfBothSides_ArePairedByRun_NotByTheirPlace()
    {
        var runs = new[] { 30.0, 36, 27, 40 }.Select((w, i) => SweepRun.Make($"r{i}", [MadePoint.Of(1, w, 100), MadePoint.Of(2, w * (1.1 + (0.01 * (i % 2))), 100)])).ToList();
        GateOutcome Of(params int[] order) => Gate.Judge(
            [.. runs.Select(r => (r, r.Header.Configurations[0]))], [.. order.Select(i => (runs[i], runs[i].Header.Configurations[1]))], Plain with { Isolate = ["load.concurrency"], MaxIncrease = 0.05 });
        var (named, shuffled) = (Of(0, 1, 2, 3).Rules[0], Of(2, 0, 3, 1).Rules[0]);
        Assert.Equal(GateVerdict.Fail, named.Verdict);
        Assert.Contains("paired t by run", named.Change!.Method, StringComparison.Ordinal);
        Assert.Equal((named.Verdict, named.Change.Method), (shuffled.Verdict, shuffled.Change!.Method));
        Assert.Equal(named.Change.Lower!.Value, shuffled.Change.Lower!.Value, 1e-12);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(5, 1)]
    public void SeveralRunsASide_HoldTheLevel(int ofBaseline, int ofCandidate)
    {
        var random = new SeededRandom(12, ofBaseline);
        const int pairs = 250;
        var outcomes = Enumerable.Range(0, pairs).Select(_ => Judge(Starts("a", 30, ofBaseline, random), Starts("b", 30, ofCandidate, random), Hardest)).ToList();
        Assert.InRange(outcomes.Count(o => o.Verdict == GateVerdict.Fail) / (double)pairs, 0, Hardest.Level);
        Assert.All(outcomes, o => Assert.DoesNotContain(o.Diagnostics, d => d.Id == "JM7054"));
    }

    /// <summary>One run of few windows, which scatter by more than starts do, against several of many.</summary>
    [Theory]
    [InlineData(5, 10, 3)]
    [InlineData(8, 10, 1)]
    public void OneRunOfFewWindows_AgainstManyOfMany_HoldsTheLevel(int ofBaseline, int windows, int ofCandidate)
    {
        var random = new SeededRandom(15, ofBaseline);
        const int pairs = 200;
        List<RunRecord> Runs(string id, int count, int windows) =>
            [.. Enumerable.Range(1, count).Select(i => PowerRun.Scattered($"{id}{i}", 30 * Math.Exp(0.005 * NormalDistribution.Quantile(Math.Max(1e-12, random.NextDouble()))), 0.03, random, windows, windows))];
        var failed = Enumerable.Range(0, pairs).Count(_ => Judge(Runs("a", ofBaseline, windows), Runs("b", 1, ofCandidate), Hardest).Verdict == GateVerdict.Fail);
        Assert.InRange(failed / (double)pairs, 0, 0.05); // 2.5 %, and three standard errors of it; 9 and 21 % where its own windows are left out
    }

    [Fact]
    public void EightRunsASide_FindAPlanted15Percent()
    {
        var random = new SeededRandom(13);
        const int pairs = 400;
        var failed = Enumerable.Range(0, pairs).Count(_ => Judge(Starts("a", 30, 8, random), Starts("b", 34.5, 8, random), Plain with { MaxIncrease = 0.10 }).Verdict == GateVerdict.Fail);
        Assert.InRange(failed / (double)pairs, 0.95, 1); // 97.4 % by theory
    }

    [Fact]
    public void Unit_IsTheRun_HoweverManyWindowsItHas()
    {
        var outcome = Judge(Fixed("a", 30, 31, 30.5), Fixed("b", 31, 30, 30.5));
        var rule = outcome.Rules[0];
        Assert.Equal(GateVerdict.Pass, outcome.Verdict);
        Assert.Equal((3, 3), (rule.Change!.N, rule.Candidate!.N));
        Assert.Contains("over 3 runs against", rule.Evidence, StringComparison.Ordinal);
        Assert.Equal(["a1", "a2", "a3"], outcome.BaselineStarts.Select(s => s.Run));
        Assert.Equal(["b1", "b2", "b3"], outcome.CandidateStarts.Select(s => s.Run));

        // Student's t by hand: the half-width of the log ratio, with 4 degrees of freedom.
        double[] a = [Math.Log(30), Math.Log(31), Math.Log(30.5)];
        var half = 2.776445 * Math.Sqrt(2 * Math.Pow(MeanInterval.StandardError(a), 2));
        Assert.Equal(half, Math.Log(rule.Change.Upper!.Value / rule.Change.Value!.Value), half * 0.02);
    }

    [Fact]
    public void TwoRunsASide_ThatDoNotTell_SayWhyAndHowManyWould()
    {
        var rule = Judge(Fixed("a", 30, 31), Fixed("b", 33, 34)).Rules[0];
        Assert.Equal(GateVerdict.Inconclusive, rule.Verdict);
        Assert.Matches("degrees of freedom.*About [0-9]+ runs of each, each with a server started anew", rule.Remedy);
        Assert.NotNull(rule.SmallestDetectable);
    }

    [Fact]
    public void Run_ThatIsNotValid_IsNamed()
    {
        var candidates = Fixed("b", 30, 30.5, 30.2);
        candidates[1] = candidates[1] with { Header = candidates[1].Header with { Status = RunStatus.Interrupted } };
        var outcome = Judge(Fixed("a", 30, 30.5, 30.2), candidates);
        Assert.Equal((GateVerdict.Invalid, ExitCode.Invalid), (outcome.Verdict, outcome.ExitCode));
        Assert.Contains(Joulemark.Reporting.Gating.GateText.Obstacles(outcome), o => o.What.StartsWith("the candidate's run b2 is not valid", StringComparison.Ordinal));
        Assert.Equal((GateVerdict.Pass, true), Judge(Fixed("a", 30, 30.5, 30.2), candidates, Plain with { AcceptInvalid = true }) is var accepted ? (accepted.Verdict, accepted.AcceptedInvalid) : default);
    }

    [Fact]
    public void Run_OfAnotherMachine_IsNamed()
    {
        var baselines = Fixed("a", 30, 30.5, 30.2);
        baselines[2] = baselines[2] with { Machine = baselines[2].Machine with { Fingerprint = new Dictionary<string, string>(baselines[2].Machine.Fingerprint, StringComparer.Ordinal) { ["cpu.model"] = "another" } } };
        var outcome = Judge(baselines, Fixed("b", 30, 30.5, 30.2));
        Assert.Equal((GateVerdict.NotComparable, 0), (outcome.Verdict, outcome.Rules.Count));
        Assert.Contains(outcome.Diagnostics, d => d.Id == "JM7003" && d.Message.Contains("a1 and a3", StringComparison.Ordinal) && d.Message.Contains("cpu.model", StringComparison.Ordinal));
    }

    [Fact]
    public void Difference_ThatIsAllowedBetweenTheStartsOfOneSide_IsInTheOutcome_AndNotSaidToBeNeedless()
    {
        static RunRecord On(RunRecord run, string governor) => run with { Machine = run.Machine with { Fingerprint = new Dictionary<string, string>(run.Machine.Fingerprint, StringComparer.Ordinal) { ["cpu.governor"] = governor } } };
        var (baselines, candidates) = (Fixed("a", 30, 30.5, 30.2), Fixed("b", 30, 30.5, 30.2));
        for (var i = 0; i < 3; i++)
            (baselines[i], candidates[i]) = (On(baselines[i], "performance"), On(candidates[i], i == 2 ? "powersave" : "performance"));
        Assert.Equal(GateVerdict.NotComparable, Judge(baselines, candidates).Verdict);

        var outcome = Judge(baselines, candidates, Plain with { Allow = ["cpu.governor", "os.name"] });
        Assert.Equal(GateVerdict.Pass, outcome.Verdict);
        Assert.Empty(outcome.Allowed);
        var allowed = Assert.Single(outcome.AllowedBetweenStarts);
        Assert.Equal(("candidate", "b1", "b3", "cpu.governor", "performance against powersave"), (allowed.Side, allowed.First, allowed.Other, allowed.Difference.Key, allowed.Difference.Values));
        Assert.Contains("'os.name'", Assert.Single(outcome.Diagnostics, d => d.Id == "JM7004").Message, StringComparison.Ordinal); // that one is
        Assert.Equal([("allowed cpu.governor within the candidate", "allowed to differ between the candidate's runs b1 and b3: cpu.governor is performance against powersave")], Joulemark.Reporting.Gating.GateText.Accepted(outcome));
    }

    [Fact]
    public void Accuracy_ThatOneStartHasNoAnswersFor_IsSaidNotToBeHeld()
    {
        List<RunRecord> With(string id, bool last) => [.. Enumerable.Range(1, 3).Select(i => PowerRun.Make($"{id}{i}", [30, 30.2, 30.1], last || i < 3 ? _ => true : null))];
        var outcome = Judge(With("a", true), With("b", false));
        Assert.DoesNotContain(outcome.Rules, r => r.Rule.Metric == "accuracy");
        Assert.Contains("the candidate (only of b3)", Assert.Single(outcome.Diagnostics, d => d.Id == "JM7037").Message, StringComparison.Ordinal);
        Assert.Equal(GateVerdict.Invalid, Judge(With("a", true), With("b", false), Plain with { Rules = [GateRules.Worse("accuracy", null)] }).Verdict);
    }

    [Fact]
    public void Run_NamedTwice_IsNoSecondStart()
    {
        var (a, b) = (Fixed("a", 30, 30.5), Fixed("b", 30, 30.5));
        Assert.Equal(("JM7053", ExitCode.BadUsage), Assert.Throws<JoulemarkException>(() => Judge([a[0], a[0]], b)) is var twice ? (twice.Diagnostics[0].Id, twice.ExitCode) : default);
        Assert.Equal("JM7053", Assert.Throws<JoulemarkException>(() => Judge(a, [b[0], a[1]])).Diagnostics[0].Id);
    }

    [Fact]
    public void Metric_ThatOneRunLacks_NeverPasses()
    {
        var outcome = Judge(Fixed("a", 30, 30.5, 30.2), Fixed("b", 30, 30.5, 30.2), Plain with { Rules = [new GateRule("server_queue") { MaxIncrease = 1 }, new GateRule("server_queue") { AtMost = 1 }] });
        Assert.Equal((GateVerdict.Invalid, ExitCode.Invalid), (outcome.Verdict, outcome.ExitCode));
        Assert.All(outcome.Rules, r => Assert.Contains("the candidate's run b1 has no figure for server_queue", r.Evidence, StringComparison.Ordinal));
    }

    [Fact]
    public void Accuracy_OfTheSameItemsInEveryRun_CountsThemOnce()
    {
        static List<RunRecord> Side(string id) => [.. Enumerable.Range(1, 4).Select(i => PowerRun.Make($"{id}{i}", [30, 30.2, 30.1], _ => true))];
        var rule = Assert.Single(Judge(Side("a"), Side("b")).Rules, r => r.Rule.Metric == "accuracy");
        Assert.Equal(GateVerdict.Inconclusive, rule.Verdict); // 12 items in each of four runs are 12 items
        Assert.Contains("12 items do not tell", rule.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(1, 5)]
    [InlineData(3, 3)]
    public void Accuracy_ThatScattersFromStartToStart_HoldsTheLevel(int ofBaseline, int ofCandidate)
    {
        // The same items in every run; a start gets some of them right or wrong that another does not (which kernels were tuned, say).
        const int pairs = 60;
        const double Shift = 0.07;
        var random = new SeededRandom(14, ofBaseline);
        var difficulty = Enumerable.Range(0, 80).Select(_ => random.NextDouble()).ToArray();
        double[] power = [.. Enumerable.Repeat(30.0, 20)];
        List<RunRecord> Side(string id, int count) =>
        [
            .. Enumerable.Range(1, count).Select(i =>
            {
                var skill = 0.7 + (Shift * NormalDistribution.Quantile(Math.Max(1e-12, random.NextDouble())));
                return PowerRun.Make($"{id}{i}", power, item => difficulty[item] < skill);
            }),
        ];
        var policy = Plain with { Rules = [new GateRule("accuracy") { MaxDecrease = 0 }] };
        var outcomes = Enumerable.Range(0, pairs).Select(_ => Assert.Single(Judge(Side("a", ofBaseline), Side("b", ofCandidate), policy).Rules)).ToList();

        Assert.InRange(outcomes.Count(o => o.Verdict == GateVerdict.Fail) / (double)pairs, 0, 0.05);
        Assert.All(outcomes, o => Assert.NotNull(o.Change!.Lower));
    }

    [Fact]
    public void Share_ThatCountsNothing_IsKnownBetweenStartsOnly()
    {
        var policy = Plain with { Rules = [new GateRule("idle_share") { MaxDecrease = 0.10 }] };
        Assert.Equal(GateVerdict.Fail, Judge(Fixed("a", 20, 20.2, 19.8), Fixed("b", 30, 30.5, 30.2), policy).Verdict);
        var one = Assert.Single(Judge(Fixed("a", 20), Fixed("b", 30, 30.5, 30.2), policy).Rules);
        Assert.Equal(GateVerdict.Fail, one.Verdict); // as little as the other side's starts scatter
        Assert.Contains("taken to scatter from start to start as the other does", one.Change!.Method, StringComparison.Ordinal);
        var wide = Assert.Single(Judge(Fixed("a", 20), Fixed("b", 20, 40), policy).Rules);
        Assert.Equal(GateVerdict.Inconclusive, wide.Verdict);
        Assert.Contains("It is the starts that scatter", wide.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void AbsoluteLimit_IsHeldToAllRuns()
    {
        var policy = Plain with { Rules = [new GateRule("energy_per_request") { AtMost = 40 }, new GateRule("energy_per_request") { AtMost = 20 }, new GateRule("energy_per_request") { AtMost = 30.7 }] };
        Assert.Equal([GateVerdict.Pass, GateVerdict.Fail, GateVerdict.Inconclusive], Judge(Fixed("a", 30, 30.5, 30.2), Fixed("b", 30, 31, 30.5), policy).Rules.Select(r => r.Verdict));
    }

    [Fact]
    public void GoodShare_OfStartsOfOneWindow_IsKnownNoBetterThanItsRequests()
    {
        // All requests of all starts met the objective: nothing scatters, and so few requests leave points open all the same.
        List<RunRecord> Runs(string id) => [.. Enumerable.Range(1, 3).Select(i => PowerRun.Make($"{id}{i}", [30], null, ("objectives.ttft-p99", "50s")))];
        var policy = Plain with { AcceptInvalid = true, Rules = [new GateRule("good_share") { MaxDecrease = 0.001 }] };
        var rule = Assert.Single(Judge(Runs("a"), Runs("b"), policy).Rules);
        Assert.Equal(GateVerdict.Inconclusive, rule.Verdict);
        Assert.True(rule.Change!.Lower < -0.01);

        var one = Assert.Single(Judge(Runs("a")[..1], Runs("b")[..1], policy).Rules);
        Assert.Equal((GateVerdict.Inconclusive, (double?)null), (one.Verdict, one.Change!.Lower));
        Assert.Contains("measure.repeats", one.Remedy, StringComparison.Ordinal); // one window says nothing of the next, however many requests it has
    }

    [Fact]
    public void AbsoluteLimit_OfAShare_IsSaidInPercent()
    {
        var policy = Plain with { Rules = [new GateRule("idle_share") { AtLeast = 0.7 }] };
        Assert.EndsWith("the limit is at least 70 %", Assert.Single(Judge(Fixed("a", 30, 31), Fixed("b", 30, 31), policy).Rules).Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Hardware_KnownOfOneStartOnly_IsNotTakenForTheSame()
    {
        var baselines = Fixed("a", 30, 30.5, 30.2);
        baselines[1] = baselines[1] with { Machine = baselines[1].Machine with { Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal) { ["cpu.logical"] = "2" } } };
        var outcome = Judge(baselines, Fixed("b", 30, 30.5, 30.2));
        Assert.Equal(GateVerdict.NotComparable, outcome.Verdict);
        Assert.Contains("the baseline's runs a1 and a2", Assert.Single(outcome.Diagnostics, d => d.Id == "JM7034").Message, StringComparison.Ordinal);
        Assert.Equal(GateVerdict.Pass, Judge(baselines, Fixed("b", 30, 30.5, 30.2), Plain with { Allow = ["cpu.model"] }).Verdict);
    }

    /// <summary>Runs whose windows hardly scatter, each at a power of its own.</summary>
    /// <summary>Runs that agree by chance are known no better than their joules are, and more of them do not help.</summary>
    [Fact]
    public void RunsThatAgree_AreNoBetterKnownThanTheirJoules()
    {
        var (a, b) = (Fixed("a", 30, 30), Fixed("b", 30, 30));
        var rule = Assert.Single(Judge(a, b, Plain with { Rules = [new("energy_per_request") { MaxIncrease = 1e-6 }] }).Rules);
        var measured = RunAnalyzer.Analyze(b[0]).Configurations.Values.Single().Metrics["energy_per_request"];
        Assert.True(measured.MeasuredTo > 0);
        Assert.InRange(rule.Candidate!.Upper!.Value - rule.Candidate.Value!.Value, measured.MeasuredTo.Value * 0.99, measured.MeasuredTo.Value * 1.2);
        Assert.Equal(GateVerdict.Inconclusive, rule.Verdict);
        Assert.StartsWith("The joules are not known so well", rule.Remedy, StringComparison.Ordinal);
    }

    /// <summary>A meter of whole watts shows the same in every run: that is coarse, and not exact.</summary>
    [Fact]
    public void FiguresThatNothingScattersIn_HaveNoIntervalOverRuns()
    {
        var equal = StartFigures.Mean([.. Enumerable.Repeat(new Estimate { Value = 300, N = 1, Unit = "W", Method = "" }, 3)]);
        Assert.Equal((300, null, null), (equal.Value, equal.Lower, equal.Upper));
        Assert.Contains("equal to the last digit", equal.Method, StringComparison.Ordinal);
        Assert.True(new WidenedRatio(LogRatio.Welch([300, 300], [300, 300], 2), 0, default).IsOfNothing);
    }

    /// <summary>Two runs and a strict level leave everything open, which no number says.</summary>
    [Fact]
    public void RatioThatIsOpenWithoutEnd_HasNoInterval()
    {
        var open = new WidenedRatio(LogRatio.Paired([1, 1], [1, 2], 2), 0, default).Interval(1 - 1e-4);
        Assert.Equal((null, null), (open.Lower, open.Upper));
    }

    [Fact]
    public void AbsoluteLimit_OfOneRunOfOneWindow_IsNotDecidedByRunsOfTheOtherSide()
    {
        var one = PowerRun.Make("b", [30]);
        foreach (var baseline in (List<RunRecord>[])[Fixed("a", 30), Fixed("a", 30, 30.1)])
            Assert.Equal(GateVerdict.Inconclusive, Assert.Single(Judge(baseline, [one], Plain with { Rules = [new("mean_power") { AtMost = 60 }], AcceptInvalid = true }).Rules).Verdict);
    }

    /// <summary>The items and the starts leave a share open independently, and neither beyond the whole.</summary>
    [Fact]
    public void ShareOverRuns_HasBothErrors_AndEndsAtTheWhole()
    {
        Estimate[] runs = [.. ((double[])[0.97, 0.95, 0.96]).Select(v => new Estimate { Value = v, Lower = v - 0.03, Upper = v + 0.03, N = 200, Unit = "1", Method = "" })];
        var (count, other) = (StartFigures.Mean(runs, 0, 1, isCount: true), StartFigures.Mean(runs));
        var scatter = StudentT.Quantile(0.975, 2) * 0.01 / Math.Sqrt(3);
        Assert.Equal(0.96 - Math.Sqrt((scatter * scatter) + (0.03 * 0.03)), count.Lower!.Value, 1e-9);
        Assert.Equal(0.96 - 0.03, other.Lower!.Value, 1e-9);
        Assert.InRange(count.Upper!.Value, 0.98, 1);
        Assert.Equal((1, 1), (WindowMetrics.Most("accuracy"), WindowMetrics.Most("good_share")));
    }

    /// <summary>A limit is shown as it was set, and ends that are near it with the digits that tell on which side they are.</summary>
    [Fact]
    public void LimitsAndEnds_DoNotReadAsWhatTheyAreNot()
    {
        var rules = Judge(Fixed("a", 30, 30.001), Fixed("b", 30, 30.001), Plain with { Rules = [new("mean_power") { AtMost = 30.02 }, new("energy_per_request") { MaxIncrease = 0.0004 }] }).Rules;
        Assert.Contains("the limit is at most 30.02 W", rules[0].Evidence, StringComparison.Ordinal);
        Assert.EndsWith("the limit is +0.04 %", rules[1].Evidence, StringComparison.Ordinal);
        Assert.Equal("energy_per_request max-increase 0.001%", GateRuleName.KeyOf(new("energy_per_request") { MaxIncrease = 0.00001 }));
        var above = GateEvidence.Ratio("x", new Joulemark.Statistics.Interval(1.0006, 1.00041, 1.0008), GateBound.OfRatio(new("x") { MaxIncrease = 0.0004 }), "");
        Assert.Contains("(+0.041 % to +0.080 %)", above, StringComparison.Ordinal);
        Assert.Contains("(+1.0 % to +8.0 %)", GateEvidence.Ratio("x", new Joulemark.Statistics.Interval(1.04, 1.01, 1.08), GateBound.OfRatio(new("x") { MaxIncrease = 0.15 }), ""), StringComparison.Ordinal);
    }

    private static List<RunRecord> Fixed(string id, params double[] watts) => [.. watts.Select((w, i) => PowerRun.Make($"{id}{i + 1}", [w * 0.9999, w, w * 1.0001]))];

    private static List<RunRecord> Starts(string id, double watts, int count, SeededRandom random) =>
        [.. Enumerable.Range(1, count).Select(i => PowerRun.Scattered($"{id}{i}", watts * Math.Exp(Between * NormalDistribution.Quantile(Math.Max(1e-12, random.NextDouble()))), Within, random, Windows, Windows))];

    private static GateOutcome Judge(IReadOnlyList<RunRecord> baseline, IReadOnlyList<RunRecord> candidate, GatePolicy? policy = null) =>
        Gate.Judge([.. baseline.Select(r => (r, r.Header.Configurations[0]))], [.. candidate.Select(r => (r, r.Header.Configurations[0]))], policy ?? Plain);
}
