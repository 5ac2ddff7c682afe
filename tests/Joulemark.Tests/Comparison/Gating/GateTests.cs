using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Comparison.Gating;

public sealed class GateTests
{
    internal static readonly double[] Steady = [30, 30.3, 29.8];
    internal static readonly GatePolicy Plain = new() { Objectives = false }; // a 99th percentile needs more requests than most of these runs have

    [Fact]
    public void Candidate_ThatIsTheSame_Passes()
    {
        var outcome = Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", [30.1, 29.9, 30.2]));
        Assert.Equal((GateVerdict.Pass, ExitCode.Done), (outcome.Verdict, outcome.ExitCode));
        var rule = Assert.Single(outcome.Rules, r => r.Rule.Metric == GatePolicy.DefaultMetric);
        Assert.InRange(rule.Change!.Value!.Value, 0.99, 1.01);
        Assert.NotNull(rule.SmallestDetectable);
        Assert.Null(rule.Remedy);
    }

    [Fact]
    public void Candidate_ThatIsTheBaselineItself_NeverPasses()
    {
        var run = PowerRun.Make("a", Steady);
        var outcome = Judge(run, run);
        Assert.Equal((GateVerdict.NotComparable, ExitCode.Invalid), (outcome.Verdict, outcome.ExitCode));
        Assert.Equal("JM7055", Assert.Single(outcome.Diagnostics, d => d.Severity == DiagnosticSeverity.Error).Id);
        var (key, what, remedy) = Assert.Single(Joulemark.Reporting.Gating.GateText.Obstacles(outcome));
        Assert.Equal("JM7055", key);
        Assert.Contains("the same measurement, a:", what, StringComparison.Ordinal);
        Assert.Contains("another run", remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Comparison_ThatTheWindowsDoNotDecide_IsSaidByRulesAlone()
    {
        var (a, b) = (PowerRun.Make("a", [30, 34, 26]), PowerRun.Make("b", [33, 36, 31]));
        Assert.Contains(Joulemark.Tests.Comparison.Runs.Compare(a, b).Diagnostics, d => d.Id == "JM7082");
        Assert.DoesNotContain(Judge(a, b, Plain with { Rules = [new GateRule("mean_power") { MaxIncrease = 0.5 }] }).Diagnostics, d => d.Id == "JM7082");
    }

    [Fact]
    public void Candidate_ThatBurnsMore_Fails()
    {
        var outcome = Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", [36, 36.3, 35.8]));
        Assert.Equal((GateVerdict.Fail, ExitCode.GateFailed), (outcome.Verdict, outcome.ExitCode));
        Assert.True(outcome.Rules[0].Change!.Lower > 1.15);
        Assert.Contains("+20.0 %", outcome.Rules[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Limit_InsideTheInterval_IsInconclusiveAndSaysHowManyWindowsItTakes()
    {
        var outcome = Judge(PowerRun.Make("a", [30, 31, 29]), PowerRun.Make("b", [33.2, 34.4, 32.6]));
        Assert.Equal((GateVerdict.Inconclusive, ExitCode.Invalid), (outcome.Verdict, outcome.ExitCode));
        Assert.Matches("About [0-9]+ windows of each", outcome.Rules[0].Remedy);
    }

    [Theory]
    [InlineData("attributed_energy_per_request_p99")]
    [InlineData("unattributed_energy_share")]
    [InlineData("prefill_energy_per_token")]
    [InlineData("decode_energy_per_token")]
    public void Attribution_IsNoMeasurement_AndIsRefused(string metric)
    {
        var policy = Plain with { Rules = [new GateRule(metric) { MaxIncrease = 0.15 }] };
        var thrown = Assert.Throws<JoulemarkException>(() => Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", Steady), policy));
        Assert.Equal(ExitCode.BadUsage, thrown.ExitCode);
        Assert.Equal("JM7032", Assert.Single(thrown.Diagnostics).Id);
    }

    [Fact]
    public void TwoWindows_SayNothingOfTheirSpread()
    {
        var outcome = Judge(PowerRun.Make("a", [30, 30]), PowerRun.Make("b", [60, 60]));
        Assert.Equal(GateVerdict.Inconclusive, outcome.Verdict);
        Assert.Contains("at least 3 windows", outcome.Rules[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_WithoutScatter_AreStillNoBetterThanTheirJoules()
    {
        var outcome = Judge(PowerRun.Make("a", [30, 30, 30]), PowerRun.Make("b", [30, 30, 30]));
        Assert.Equal(GateVerdict.Pass, outcome.Verdict);
        Assert.True(outcome.Rules[0].Change!.Lower < 1);
    }

    [Fact]
    public void Candidate_WithoutAWindow_IsToBeMeasuredToTheEndOfSome_AndNotAskedMore()
    {
        var spec = ("objectives.ttft-p99", "500ms");
        var candidate = PowerRun.Make("b", Steady, null, spec);
        candidate = candidate with { Windows = [.. candidate.Windows.Where(w => w.Stage != Stage.Window)], Requests = [] };
        var outcome = Judge(PowerRun.Make("a", Steady, null, spec), candidate, new GatePolicy());
        Assert.Equal((GateVerdict.Invalid, ExitCode.Invalid), (outcome.Verdict, outcome.ExitCode));
        Assert.Equal(["energy_per_request", "ttft_p99"], outcome.Rules.Select(r => r.Rule.Metric));
        Assert.All(outcome.Rules, r =>
        {
            Assert.Equal(GateVerdict.Invalid, r.Verdict);
            Assert.Contains("no window was measured to its end", r.Evidence, StringComparison.Ordinal);
            Assert.Contains("to the end of at least 3 windows", r.Remedy, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Percentile_OfTwoWindows_TakesMoreWindows()
    {
        var rule = Judge(PowerRun.Make("a", [30, 30]), PowerRun.Make("b", [30, 30]), Plain with { Rules = [new GateRule("ttft_p50") { MaxIncrease = 0.1 }] }).Rules[0];
        Assert.Equal((GateVerdict.Inconclusive, "Measure at least 3 windows of each (measure.repeats.min); 2 say nothing of their spread."), (rule.Verdict, rule.Remedy));
    }

    [Theory]
    [InlineData("peak_power", "mean_power", 1)]
    [InlineData("peak_power", "mean_power", 30)]
    [InlineData("idle_power", "idle_share", 30)]
    public void Figure_ThatARunHasOneOf_TakesSeveralStarts_AndNotMoreWindows(string metric, string instead, int windows)
    {
        double[] watts = [.. Enumerable.Range(0, windows).Select(i => 30 + (0.1 * (i % 3)))];
        var policy = Plain with { AcceptInvalid = true, Rules = [new(metric) { AtMost = 50 }, new(metric) { MaxIncrease = 0.15 }] };
        Assert.All(Judge(PowerRun.Make("a", watts), PowerRun.Make("b", watts), policy).Rules, r =>
        {
            Assert.Equal(GateVerdict.Inconclusive, r.Verdict);
            Assert.Equal($"A run has one {metric}, without an interval, however long it measures: name several runs of each side, each with a server started anew, whose scatter gives one; or gate {instead}.", r.Remedy);
        });

        // Starts that scatter give it one; of those that are equal to the last digit (the idle power, here) nobody knows how coarse they are.
        IReadOnlyList<(RunRecord, ConfigurationRecord)> Starts(string side) => [.. Enumerable.Range(1, 3).Select(i => PowerRun.Make($"{side}{i}", [.. watts.Select(w => w + (0.01 * i))])).Select(r => (r, r.Header.Configurations[0]))];
        var isEqual = metric == "idle_power";
        Assert.All(Gate.Judge(Starts("a"), Starts("b"), policy).Rules, r =>
        {
            Assert.Equal(isEqual ? GateVerdict.Inconclusive : GateVerdict.Pass, r.Verdict);
            Assert.Equal(isEqual, r.Remedy?.StartsWith("Every run has the same figure", StringComparison.Ordinal) == true);
        });
    }

    /// <summary>Of every metric without an interval, though it was measured for long, the gate says that more of the same helps nothing.</summary>
    [Fact]
    public void EveryMetric_ThatNeverHasAnInterval_IsSaidToHaveNone()
    {
        var run = PowerRun.Make("b", [.. Enumerable.Range(0, 120).Select(i => 30 + (0.1 * (i % 3)))], i => i % 3 != 0);
        var never = Joulemark.Analysis.RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Metrics.Where(m => m.Value is { Value: not null, Lower: null }).Select(m => m.Key).ToList();
        Assert.Contains("peak_power", never);
        Assert.Contains("idle_power", never);
        Assert.All(never, m => Assert.True(GateRules.Problems(Plain with { Rules = [new(m) { AtMost = 1 }] }, never).Any(p => p.Id == "JM7032") || GateRemedy.Starts(m) is not null, m));
    }

    [Fact]
    public void Limit_GivenTwice_IsAMistake_AndAnObjectiveThatIsARuleIsJudgedOnce()
    {
        var (a, b) = (PowerRun.Make("a", Steady, null, ("objectives.ttft-p99", "500ms")), PowerRun.Make("b", Steady, null, ("objectives.ttft-p99", "500ms")));
        var twice = Assert.Single(GateRules.Doubled([GateRules.Worse("mean_power", 0.1), GateRules.Worse("mean_power", 0.2), new("mean_power") { AtMost = 50 }]));
        Assert.Equal(("JM7038", DiagnosticSeverity.Error), (twice.Id, twice.Severity));
        Assert.Contains("mean_power has 2 limits of the kind max-increase", twice.Message, StringComparison.Ordinal);

        Assert.Single(Judge(a, b, new GatePolicy { Rules = [new("ttft_p99") { AtMost = 0.5 }] }).Rules);
        Assert.Equal(2, Judge(a, b, new GatePolicy { Rules = [new("ttft_p99") { AtMost = 0.4 }] }).Rules.Count);
    }

    [Theory]
    [InlineData(5, 30)]
    [InlineData(30, 5)]
    public void Figure_NotAboveNothing_HasNoRatio(double baseline, double candidate)
    {
        // Idle is 10 W: what draws less has net joules below 0.
        var policy = Plain with { Rules = [new GateRule("net_energy_per_request") { MaxIncrease = 0.1 }] };
        var rule = Assert.Single(Judge(PowerRun.Make("a", [baseline, baseline, baseline]), PowerRun.Make("b", [candidate, candidate, candidate]), policy).Rules);
        Assert.Equal((GateVerdict.Invalid, "Give an absolute limit (at-most, at-least)."), (rule.Verdict, rule.Remedy));
        Assert.Contains("not above 0", rule.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("energy_per_request", null, 0.15, null)]
    [InlineData("output_throughput", null, null, 0.15)]
    [InlineData("accuracy", null, null, 0.02)]
    [InlineData("good_share", null, null, 0.02)]
    [InlineData("server_prefix_hit_rate", null, null, 0.02)]
    [InlineData("idle_share", null, 0.02, null)]
    [InlineData("idle_share", 0.1, 0.1, null)]
    [InlineData("good_share", 0.1, null, 0.1)]
    public void Metric_ByItself_IsLimitedInTheDirectionThatIsWorse(string metric, double? most, double? increase, double? decrease) =>
        Assert.Equal(new GateRule(metric) { MaxIncrease = increase, MaxDecrease = decrease }, GateRules.Worse(metric, most));

    [Theory]
    [InlineData("output_throughput", 1)]
    [InlineData("accuracy", 1.5)]
    [InlineData("idle_share", 1)]
    public void Limit_ThatNothingCanExceed_IsBadUsage(string metric, double most)
    {
        var thrown = Assert.Throws<JoulemarkException>(() => Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", Steady), Plain with { Rules = [GateRules.Worse(metric, most)] }));
        Assert.Equal((ExitCode.BadUsage, "JM7033"), (thrown.ExitCode, Assert.Single(thrown.Diagnostics).Id));
    }

    [Theory]
    [InlineData("energy_per_request", "max-decrease", true)]
    [InlineData("accuracy", "max-increase", true)]
    [InlineData("output_throughput", "max-increase", true)]
    [InlineData("ttft_p50", "at-least", true)]
    [InlineData("accuracy", "at-most", true)]
    [InlineData("energy_per_request", "max-increase", false)]
    [InlineData("output_throughput", "at-least", false)]
    [InlineData("idle_share", "max-decrease", false)]
    [InlineData("in_flight", "at-least", false)]
    public void Rule_ThatOnlyWhatIsBetterCanBreak_IsWarnedOf(string metric, string limit, bool isWarnedOf)
    {
        var rule = new GateRule(metric) { MaxIncrease = limit == "max-increase" ? 0.05 : null, MaxDecrease = limit == "max-decrease" ? 0.05 : null, AtMost = limit == "at-most" ? 0.05 : null, AtLeast = limit == "at-least" ? 0.05 : null };
        GateOutcome Of(params GateRule[] rules) => Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", Steady), Plain with { Rules = rules });
        Assert.Equal(isWarnedOf, Of(rule).Diagnostics.Any(d => d is { Id: "JM7035", Severity: DiagnosticSeverity.Warning }));
        Assert.DoesNotContain(Of(rule, GateRules.Worse(metric, 0.05)).Diagnostics, d => d.Id == "JM7035"); // both ends are meant
    }

    [Fact]
    public void Hardware_KnownOfOneSideOnly_IsNotTakenForTheSame_UnlessItIsAllowed()
    {
        var unknown = PowerRun.Make("b", Steady);
        unknown = unknown with { Machine = unknown.Machine with { Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal) { ["cpu.logical"] = "2" } } };
        var outcome = Judge(PowerRun.Make("a", Steady), unknown);
        Assert.Equal((GateVerdict.NotComparable, ExitCode.Invalid), (outcome.Verdict, outcome.ExitCode));
        Assert.Contains("cpu.model is test against unknown", Assert.Single(outcome.Diagnostics, d => d.Id == "JM7034").Message, StringComparison.Ordinal);
        Assert.DoesNotContain(outcome.Noted, d => d.Key == "cpu.model");

        var allowed = Judge(PowerRun.Make("a", Steady), unknown, Plain with { Allow = ["cpu.model"] });
        Assert.Equal((GateVerdict.Pass, "cpu.model"), (allowed.Verdict, Assert.Single(allowed.Allowed).Key));
        Assert.DoesNotContain(allowed.Diagnostics, d => d.Id == "JM7004");
    }

    [Fact]
    public void Percentile_ThatGrows_IsJudgedByItsInterval()
    {
        var windows = Enumerable.Range(0, 120).Select(i => 30 + (0.1 * (i % 3))).ToArray(); // 480 requests: enough for a 99th percentile
        var slower = SampleRun.Edit(PowerRun.Make("b", windows), r => r with { FirstToken = r.FirstToken + TimeSpan.FromMilliseconds(50) });
        var policy = Plain with { Rules = [new GateRule("ttft_p50") { MaxIncrease = 0.2 }, new GateRule("ttft_p50") { AtMost = 0.2 }, new GateRule("ttft_p50") { AtMost = 0.12 }] };
        Assert.Equal([GateVerdict.Fail, GateVerdict.Pass, GateVerdict.Fail], Judge(PowerRun.Make("a", windows), slower, policy).Rules.Where(r => r.Rule.Metric == "ttft_p50").Select(r => r.Verdict));
    }

    [Fact]
    public void Objective_OfTheSpecThatIsMissed_Fails()
    {
        var windows = Enumerable.Range(0, 120).Select(i => 30 + (0.1 * (i % 3))).ToArray();
        var spec = ("objectives.ttft-p99", "50ms");
        Assert.Equal(GateVerdict.Fail, Judge(PowerRun.Make("a", windows, null, spec), PowerRun.Make("b", windows, null, spec), new GatePolicy()).Verdict);
        Assert.Equal(GateVerdict.Pass, Judge(PowerRun.Make("a", windows, null, spec), PowerRun.Make("b", windows, null, spec)).Verdict);
    }

    [Fact]
    public void Metric_ThatIsNotThere_NeverPasses()
    {
        var outcome = Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", Steady), Plain with { Rules = [new GateRule("server_queue") { MaxIncrease = 1 }] });
        Assert.Equal((GateVerdict.Invalid, ExitCode.Invalid), (outcome.Verdict, outcome.ExitCode));
        Assert.Contains("has no figure for server_queue (the server does not tell)", outcome.Rules[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Latency_OfASaturatedClient_NeverPasses_ThoughRunsThatAreNotValidAreTaken()
    {
        double[] windows = [.. Enumerable.Range(0, 120).Select(i => 30 + (0.1 * (i % 3)))];
        var spec = ("objectives.ttft-p99", "50s");
        var policy = Plain with { AcceptInvalid = true, Objectives = true, Rules = [new GateRule("ttft_p50") { AtMost = 60 }, new GateRule("energy_per_request") { MaxIncrease = 1 }] };
        var candidate = PowerRun.Make("b", windows, null, spec);
        Assert.All(Judge(PowerRun.Make("a", windows, null, spec), candidate, policy).Rules, r => Assert.Equal("", r.Verdict == GateVerdict.Pass ? "" : r.Evidence));

        var late = candidate with { Windows = [.. candidate.Windows.Select(w => w with { Client = new ClientLoad { BusyShare = 0.99, DelayP99Seconds = 0.5 } })] };
        var outcome = Judge(PowerRun.Make("a", windows, null, spec), late, policy);
        Assert.Equal(GateVerdict.Invalid, outcome.Verdict);
        Assert.Equal([GateVerdict.Invalid, GateVerdict.Pass, GateVerdict.Invalid], outcome.Rules.Select(r => r.Verdict));
        Assert.All([outcome.Rules[0], outcome.Rules[2]], r => Assert.Contains("the load client was saturated", r.Evidence, StringComparison.Ordinal));
    }

    [Fact]
    public void Metric_ThatDoesNotExist_IsBadUsage()
    {
        var policy = Plain with { Rules = [new GateRule("energy_per_tokn") { MaxIncrease = 1 }] };
        var failure = Assert.Throws<JoulemarkException>(() => Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", Steady), policy));
        Assert.Equal(ExitCode.BadUsage, failure.ExitCode);
        Assert.Contains("energy_per_token", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ThatIsNotValid_IsRefusedUntilItIsAccepted()
    {
        var broken = PowerRun.Make("b", Steady);
        broken = broken with { Header = broken.Header with { Status = RunStatus.Interrupted } };
        Assert.Equal(GateVerdict.Invalid, Judge(PowerRun.Make("a", Steady), broken).Verdict);
        var accepted = Judge(PowerRun.Make("a", Steady), broken, Plain with { AcceptInvalid = true });
        Assert.Equal((GateVerdict.Pass, true), (accepted.Verdict, accepted.AcceptedInvalid));
    }

    [Fact]
    public void Baseline_OfAnotherMachine_IsNotComparable()
    {
        var other = PowerRun.Make("a", Steady);
        other = other with { Machine = other.Machine with { Fingerprint = new Dictionary<string, string>(other.Machine.Fingerprint, StringComparer.Ordinal) { ["cpu.model"] = "another" } } };
        var outcome = Judge(other, PowerRun.Make("b", Steady));
        Assert.Equal((GateVerdict.NotComparable, 0), (outcome.Verdict, outcome.Rules.Count));
        Assert.Contains(outcome.Diagnostics, d => d.Message.Contains("cpu.model", StringComparison.Ordinal));
    }

    [Fact]
    public void Baseline_OfAnotherBoundary_IsNotComparable()
    {
        var other = PowerRun.Make("a", Steady);
        other = other with { Header = other.Header with { Boundary = Boundary.Process } }; // which its channels do not make
        var outcome = Judge(other, PowerRun.Make("b", Steady));
        Assert.Equal((GateVerdict.NotComparable, ExitCode.Invalid, 0), (outcome.Verdict, outcome.ExitCode, outcome.Rules.Count));
        Assert.Contains(outcome.Diagnostics, d => d.Message.Contains("boundary", StringComparison.Ordinal));
    }

    [Fact]
    public void Figures_InOtherUnits_AreNotHeldAgainstEachOther()
    {
        RunRecord Imported(string id, string unit) => PowerRun.Make(id, Steady) with
        {
            Requests = [],
            Imported = new ImportedResults { Configurations = new Dictionary<string, ImportedFigures>(StringComparer.Ordinal) { [SampleRun.Configuration] = new() { Figures = new Dictionary<string, Estimate>(StringComparer.Ordinal) { ["e2e_p50"] = new() { Value = 3, N = 10, Unit = unit, Method = "the tool's" } } } } },
        };
        var policy = Plain with { AcceptInvalid = true, Rules = [new GateRule("e2e_p50") { MaxIncrease = 0.1 }] };
        var outcome = Judge(Imported("a", "s"), Imported("b", "ms"), policy);
        Assert.Equal((GateVerdict.Invalid, ExitCode.Invalid), (outcome.Verdict, outcome.ExitCode));
        Assert.Contains("e2e_p50 is in s of the baseline and in ms of the candidate", outcome.Rules[0].Evidence, StringComparison.Ordinal);
    }

    /// <summary>Half as much again, by sensors of 5 % each: told where they are the same, and where they are others only beyond what both may be wrong by.</summary>
    [Theory]
    [InlineData("GPU-1", 0.05, GateVerdict.Fail, "")]
    [InlineData("GPU-2", 0.05, GateVerdict.Fail, "what sensors or models are wrong by")]
    [InlineData("GPU-2", 0.5, GateVerdict.Inconclusive, "what sensors or models are wrong by")]
    public void Sensors_ThatAreOthers_AreInTheInterval(string board, double gain, GateVerdict verdict, string said)
    {
        RunRecord By(string id, string device, double watts) => PowerRun.Make(id, [watts, watts * 1.01, watts * 0.99]) is var run
            ? run with { Machine = run.Machine with { Channels = [.. run.Machine.Channels.Select(c => c with { DeviceId = device, GainUncertainty = gain })] } } : run;
        var rule = Judge(By("a", "GPU-1", 20), By("b", board, 30), Plain with { MaxIncrease = 0.15 }).Rules[0];
        Assert.Equal(verdict, rule.Verdict);
        if (said.Length > 0)
            Assert.Contains(said, rule.Change!.Method, StringComparison.Ordinal);
        else
            Assert.DoesNotContain("sensors", rule.Change!.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Objectives_ThatTheCandidateDropsOrLoosens_AreHeldToAllTheSame()
    {
        var policy = Plain with { Objectives = true, MaxIncrease = 10 };
        var baseline = PowerRun.Make("a", Steady, null, ("objectives.ttft-p50", "1ms"));
        var loose = Judge(baseline, PowerRun.Make("b", Steady, null, ("objectives.ttft-p50", "10s")), policy);
        Assert.Equal(GateVerdict.Fail, loose.Verdict);
        Assert.Equal([10, 0.001], loose.Rules.Where(r => r.Rule.Metric == "ttft_p50").Select(r => r.Rule.AtMost!.Value));
        Assert.Contains("ttft-p50 1.00 ms and ttft-p99 10.0 s of the baseline, ttft-p50 10.0 s and ttft-p99 10.0 s of the candidate", Assert.Single(loose.Diagnostics, d => d.Id == "JM7056").Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Judge(baseline, PowerRun.Make("b", Steady, null, ("objectives.ttft-p50", "1ms")), policy).Diagnostics, d => d.Id == "JM7056");

        // What is good by one limit is not what is good by another.
        foreach (var metric in (string[])["goodput", "good_share", "energy_per_good_request"])
        {
            var apart = Judge(baseline, PowerRun.Make("b", Steady, null, ("objectives.ttft-p50", "10s")), Plain with { Rules = [new GateRule(metric) { MaxIncrease = 0.5 }] });
            Assert.Equal((GateVerdict.Invalid, ExitCode.Invalid), (apart.Verdict, apart.ExitCode));
            Assert.Contains("by the objectives, which differ", apart.Rules[0].Evidence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Latency_OfOneWindow_IsNeverCertain()
    {
        var policy = Plain with { Objectives = true, AcceptInvalid = true, Rules = [new GateRule("ttft_p50") { AtMost = 10 }] };
        Assert.Equal([GateVerdict.Inconclusive, GateVerdict.Inconclusive], Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", [20]), policy).Rules.Select(r => r.Verdict));
        Assert.Equal(GateVerdict.Pass, Judge(PowerRun.Make("a", Steady), PowerRun.Make("b", Steady), policy).Rules[0].Verdict);
    }

    internal static GateOutcome Judge(RunRecord baseline, RunRecord candidate, GatePolicy? policy = null) =>
        Gate.Judge((baseline, baseline.Header.Configurations[0]), (candidate, candidate.Header.Configurations[0]), policy ?? Plain);
}
