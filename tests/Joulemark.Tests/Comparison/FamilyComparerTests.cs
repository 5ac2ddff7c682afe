using System.Text;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting.Comparisons;
using Joulemark.Statistics;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Comparison;

public sealed class FamilyComparerTests
{
    private static readonly double[] Steady = [30, 31, 29.2, 30.4, 29.9];
    private static readonly RunRecord Base = PowerRun.Make("base", Steady, i => i % 4 != 0);

    [Fact]
    public void Several_AreComparedWithTheFirst_AtAConfidenceThatHoldsTogether()
    {
        var family = Compare(Base, Drawing("low", 0.8), Drawing("same", 1), Drawing("high", 1.25));
        Assert.Equal(("bonferroni", 1 - (0.05 / 3)), (family.Adjustment, family.Confidence));
        Assert.Equal([RatioVerdict.Better, RatioVerdict.Worse], [Energy(family, "low").Verdict!.Value, Energy(family, "high").Verdict!.Value]);
        Assert.Equal(ExitCode.Done, family.ExitCode);

        var (a, b) = (Steady, Steady.Select(w => w * 1.25).ToArray());
        var expected = LogRatio.Welch(a, b).Interval(1 - (0.05 / 3));
        var ratio = Energy(family, "high").Ratio!;
        Assert.Equal(expected.Lower!.Value, ratio.Lower!.Value, 1e-3);
        Assert.Equal(expected.Upper!.Value, ratio.Upper!.Value, 1e-3);
        var alone = Energy(Compare(Base, Drawing("high", 1.25)), "high");
        Assert.True(ratio.Lower < alone.Ratio!.Lower && ratio.Upper > alone.Ratio.Upper);
        Assert.True(Energy(family, "high").SmallestDetectable > alone.SmallestDetectable);
    }

    [Fact]
    public void Runs_ThatAreStartsOfTheirOwn_AreSaidToBe()
    {
        Assert.Contains(Assert.Single(Compare(Base, Drawing("other", 1)).Comparisons).Diagnostics, d => d is { Id: "JM7086", Severity: DiagnosticSeverity.Info });
        Assert.DoesNotContain(Compare(Base, Base).Comparisons.SelectMany(c => c.Diagnostics), d => d.Id == "JM7086");
    }

    [Fact]
    public void Key_ThatOneComparisonNeeds_IsNotSaidToBeNeedlessInAnother()
    {
        static RunRecord On(RunRecord run, string governor) => run.WithMachine(("cpu.governor", governor));
        var (a, b, c) = (On(Base, "performance"), On(Drawing("b", 1), "performance"), On(Drawing("c", 1), "powersave"));
        string[] keys = ["cpu.governor", "os.name"];
        static ComparisonFamily Of(string[] isolate, string[] allow, params RunRecord[] runs) => FamilyComparer.Compare([.. runs.Select(r => (r, r.Header.Configurations[0]))], isolate, allow, 0.05);
        foreach (var family in (ComparisonFamily[])[Of([], keys, a, b, c), Of(keys, [], a, b, c)])
        {
            Assert.True(family.Comparable);
            Assert.Contains("'os.name'", Assert.Single(family.AllDiagnostics, d => d.Id == "JM7004").Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, Of([], keys, a, b).AllDiagnostics.Count(d => d.Id == "JM7004"));
    }

    [Fact]
    public void Latencies_AndAccuracy_HoldTogetherAsWell()
    {
        var others = (RunRecord[])[PowerRun.Make("b", Steady, i => i % 5 != 0), PowerRun.Make("c", Steady, i => i % 3 != 0)];
        var (family, alone) = (Compare([Base, .. others]), Compare(Base, others[0]));
        foreach (var name in (string[])["ttft_p50", "accuracy"])
        {
            var (wide, narrow) = (Find(family, "b", name), Find(alone, "b", name));
            var (w, n) = (wide.Ratio ?? wide.Difference!, narrow.Ratio ?? narrow.Difference!);
            Assert.True(w.Upper - w.Lower >= n.Upper - n.Lower, name);
        }

        Assert.Equal(Math.Min(1, 2 * Find(alone, "b", "accuracy").PValue!.Value), Find(family, "b", "accuracy").PValue!.Value, 1e-12);
    }

    [Fact]
    public void Accuracy_HasTheDifferenceOnTheSameItems_AndMcNemarsP()
    {
        // Of 20 items B gets six wrong that A has right, and none the other way.
        var a = PowerRun.Make("a", Steady, _ => true);
        var accuracy = Find(Compare(a, PowerRun.Make("b", Steady, i => i >= 6)), "b", "accuracy");
        Assert.Equal(-0.3, accuracy.Difference!.Value!.Value, 1e-12);
        Assert.Equal(McNemarTest.MidP(6, 0), accuracy.PValue!.Value, 1e-12);
        Assert.Equal(RatioVerdict.Worse, accuracy.Verdict);
        Assert.Contains("only A right 6, only B 0", accuracy.Difference.Method, StringComparison.Ordinal);
        Assert.Null(accuracy.Ratio);
        Assert.Equal(20, accuracy.Difference.N);

        // Each has items that the other did not come to: the difference is of those that both answered.
        var (begun, ended) = (Without(a, i => i < 4), Without(PowerRun.Make("b", Steady, i => i >= 6), i => i >= 17));
        Assert.Equal((13, 16, 17), Find(Compare(begun, ended), "b", "accuracy") is var both ? (both.Difference!.N, both.A.N, both.B.N) : default);

        // Other items: no pairs, so no McNemar.
        var other = PowerRun.Make("b", Steady, i => i >= 6).WithConfiguration(c => c with { TaskHash = "another" });
        var apart = Comparer.Compare((a, a.Header.Configurations[0]), (other, other.Header.Configurations[0]), ["workload.task-sha256"], []);
        Assert.Null(apart.Metrics.Single(m => m.Name == "accuracy").PValue);
        Assert.Contains("Newcombe", apart.Metrics.Single(m => m.Name == "accuracy").Difference!.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherMachine_IsNamedAsOne_AndWhatNothingLetsPassComesFirst()
    {
        var one = Base.WithMachine(("cpu.model", "test"), ("cpu.cores", "64"), ("memory.gib", "128"));
        var other = Drawing("b", 1).WithMachine(("cpu.model", "another"), ("cpu.cores", "32"), ("memory.gib", "64"));
        other = other with { Header = other.Header with { Boundary = Boundary.Gpu } };
        var notes = Compare(one, other).Comparisons[0].Diagnostics.ToList();
        Assert.Contains("--isolate machine", Assert.Single(notes, d => d.Id == "JM7009").Remedy, StringComparison.Ordinal);
        var keys = notes.Where(d => d.Id == "JM7003").ToList();
        Assert.True(keys.FindLastIndex(d => d.Remedy!.Contains("method.md", StringComparison.Ordinal)) < keys.FindIndex(d => d.Remedy!.Contains("--isolate", StringComparison.Ordinal)));
        Assert.DoesNotContain(Compare(one, one.WithMachine(("cpu.model", "another"))).Comparisons[0].Diagnostics, d => d.Id == "JM7009");
    }

    private static RunRecord Without(RunRecord run, Func<int, bool> items) => run with { Requests = [.. run.Requests.Select(r => items(r.Item) ? r with { Score = null } : r)] };

    [Fact]
    public void OneThatIsNotComparable_IsListed_AndTheOthersAreCompared()
    {
        var family = Compare(Base, Drawing("far", 1).WithMachine(("cpu.model", "another")), Drawing("near", 0.5));
        Assert.Equal([false, true], family.Comparisons.Select(c => c.Comparable));
        Assert.Empty(family.Comparisons[0].Metrics);
        Assert.Contains(family.Comparisons[0].Diagnostics, d => d.Id == "JM7003" && d.Remedy is not null);
        Assert.Equal(RatioVerdict.Better, Energy(family, "near").Verdict);
        Assert.Equal(("none", 0.95), (family.Adjustment, family.Confidence)); // one is compared
        Assert.Equal(ExitCode.Invalid, family.ExitCode);
    }

    [Fact]
    public void BoundariesThatDiffer_AreListedAsNotComparable()
    {
        var process = Drawing("other", 1) with { Header = Base.Header with { Id = "other", Boundary = Boundary.Process } };
        var family = Compare(Base, process, Drawing("near", 1));
        Assert.Contains(family.Comparisons[0].Diagnostics, d => d.Id == "JM7003" && d.Message.Contains("boundary", StringComparison.Ordinal));
        Assert.True(family.Comparisons[1].Comparable);
    }

    [Fact]
    public void NamedTwice_IsComparedOnce_AndOneAloneIsRefused()
    {
        var other = Drawing("b", 1);
        var family = Compare(Base, other, other, Base);
        Assert.Equal("b", Assert.Single(family.Comparisons).B.Run);
        Assert.Contains(family.Diagnostics, d => d.Id == "JM7081" && d.Message.Contains("base", StringComparison.Ordinal) && d.Message.Contains('b', StringComparison.Ordinal));
        Assert.Contains(Compare(Base, Base).Comparisons[0].Diagnostics, d => d.Id == "JM7008");
        Assert.Equal("JM7080", Assert.Throws<JoulemarkException>(() => Compare(Base)).Diagnostics[0].Id);
        Assert.Equal("JM7080", Assert.Throws<JoulemarkException>(() => Compare(Base, Base, Base)).Diagnostics[0].Id);
    }

    [Fact]
    public void ConfigurationsOfOneRun_ArePaired_AndAnalysedOnce()
    {
        var run = ComparerTests.TwoConfigurations(Runs.Make());
        var family = FamilyComparer.Compare([.. run.Header.Configurations.Select(c => (run, c))], null, [], 0.05);
        Assert.Equal(["load.concurrency"], Assert.Single(family.Comparisons).Isolated);
        Assert.Contains("paired", family.Comparisons[0].Metrics[0].Ratio!.Method, StringComparison.Ordinal);
        var analysed = new AnalysedRuns();
        Assert.Same(analysed.Of(run).Result, analysed.Of(run).Result);
    }

    [Fact]
    public void FewerThanThreeRepeats_GiveNoInterval_AndSayWhatToDo()
    {
        var family = Compare(Base, PowerRun.Make("two", [20, 21]));
        var energy = Energy(family, "two");
        Assert.Equal((RatioVerdict.Inconclusive, null, null), (energy.Verdict!.Value, energy.Ratio!.Lower, energy.SmallestDetectable));
        Assert.Contains(family.AllDiagnostics, d => d.Id == "JM7082" && d.Remedy!.Contains("at least 3 windows", StringComparison.Ordinal));
    }

    [Fact]
    public void ScatterThatHidesTheDifference_SaysHowManyWindowsWouldTell()
    {
        var family = Compare(PowerRun.Make("a", [30, 34, 26]), PowerRun.Make("b", [33, 38, 29]));
        Assert.Equal(RatioVerdict.Inconclusive, Energy(family, "b").Verdict);
        Assert.Matches("^About [0-9]+ windows of each would tell them apart", Assert.Single(family.AllDiagnostics, d => d.Id == "JM7082").Remedy);
        var near = Compare(PowerRun.Make("a", [30, 34, 26]), PowerRun.Make("b", [30.2, 34.3, 26]));
        Assert.Matches("^About [0-9]+ windows of each would show that they are within 5 %", Assert.Single(near.AllDiagnostics, d => d.Id == "JM7082").Remedy);

        // Within the margin, and so near its end that it takes fewer to tell them from each other.
        var edge = Compare(PowerRun.Make("a", [30, 31, 29]), PowerRun.Make("b", [28.75, 29.4, 28.1]));
        Assert.Matches("^About [0-9]+ windows of each would tell them apart", Assert.Single(edge.AllDiagnostics, d => d.Id == "JM7082").Remedy);
        Assert.DoesNotContain(Compare(Base, Drawing("b", 0.5)).AllDiagnostics, d => d.Id == "JM7082");
    }

    /// <summary>A latency has no windows that more repeats would add to one by one: the remedy is of requests, and not of meters.</summary>
    [Fact]
    public void LatencyThatIsUndecided_AsksForMoreRequests()
    {
        static Estimate Of(double value) => new() { Value = value, Lower = value * 0.8, Upper = value * 1.2, N = 10, Method = "", Unit = "s" };
        var metric = new ComparedMetric("ttft_p50", Of(1), Of(1.04)) { Ratio = Of(1.04) with { Unit = "1" }, Verdict = RatioVerdict.Inconclusive };
        var said = Assert.Single(UndecidedNotes.Of(metric, null, "b", 0.05, 0.95));
        Assert.StartsWith("More requests tell more", said.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.00016667, "0.000167", "0.000167 ×")]
    [InlineData(6000, "6000", "6000 ×")]
    [InlineData(1.0423, "1.042", "+4.2 %")]
    [InlineData(0.5, "0.500", "−50.0 %")]
    public void Ratio_OfAnySize_ReadsAsWhatItIs(double ratio, string number, string change)
    {
        var metric = new ComparedMetric("mean_power", new Estimate { Method = "", Unit = "W" }, new Estimate { Method = "", Unit = "W" }) { Ratio = new Estimate { Value = ratio, Lower = ratio * 0.9, Upper = ratio * 1.1, Method = "", Unit = "1" } };
        Assert.Equal((number, change), (Joulemark.Reporting.Comparisons.ComparisonText.Effect(metric), Joulemark.Reporting.Comparisons.ComparisonText.Change(ratio)));
        Assert.DoesNotContain("0.000 ", Joulemark.Reporting.Comparisons.ComparisonText.Interval(metric) + " ", StringComparison.Ordinal);
    }

    [Fact]
    public void ZeroVariance_LeavesHowWellTheJoulesAreKnown()
    {
        var energy = Energy(Compare(PowerRun.Make("a", [30, 30, 30]), PowerRun.Make("b", [30, 30, 30])), "b");
        Assert.True(energy.Ratio!.Lower < 1 && energy.Ratio.Upper > 1, energy.Ratio.ToString());
        Assert.Equal(RatioVerdict.Equivalent, energy.Verdict);
        Assert.True(energy.SmallestDetectable > 0);
        Assert.Equal(RatioVerdict.Better, Energy(Compare(PowerRun.Make("a", [30, 30, 30]), PowerRun.Make("b", [15, 15, 15])), "b").Verdict);
    }

    [Fact]
    public void OneThatIsNotValid_IsShown_WithExitThree()
    {
        var cut = Drawing("cut", 0.8) with { Header = Base.Header with { Id = "cut", Status = RunStatus.Interrupted } };
        var family = Compare(Base, cut, Drawing("whole", 0.8));
        Assert.Equal((true, false, ExitCode.Invalid), (family.Comparable, family.Valid, family.ExitCode));
        Assert.NotNull(Energy(family, "cut").Ratio);
        Assert.Equal([false, true], family.Comparisons.Select(c => c.Valid));
    }

    [Fact]
    public void UnitsThatDiffer_AreNotCompared()
    {
        RunRecord Imported(string id, string unit) => PowerRun.Make(id, Steady) with
        {
            Header = PowerRun.Make(id, Steady).Header, Requests = [],
            Imported = new ImportedResults { Configurations = new Dictionary<string, ImportedFigures>(StringComparer.Ordinal) { [SampleRun.Configuration] = new() { Figures = new Dictionary<string, Estimate>(StringComparer.Ordinal) { ["e2e_p50"] = new() { Value = 3, N = 10, Unit = unit, Method = "the tool's" } } } } },
        };
        var family = Compare(Imported("a", "s"), Imported("b", "ms"));
        Assert.DoesNotContain(family.Comparisons[0].Metrics, m => m.Name == "e2e_p50");
        Assert.Contains(family.AllDiagnostics, d => d.Id == "JM7083" && d.Message.Contains("in s of the baseline and in ms of only", StringComparison.Ordinal));
        Assert.Contains(Compare(Imported("a", "s"), Imported("b", "s")).Comparisons[0].Metrics, m => m.Name == "e2e_p50");
    }

    [Fact]
    public void LatenciesOfASaturatedClient_AreNotCompared()
    {
        var late = Drawing("late", 1) with { Windows = [.. Base.Windows.Select(w => w with { Client = new ClientLoad { BusyShare = 0.99, DelayP99Seconds = 0.5 } })] };
        var family = Compare(Base, late);
        Assert.DoesNotContain(family.Comparisons[0].Metrics, m => m.Name.StartsWith("ttft", StringComparison.Ordinal));
        Assert.Contains(family.Comparisons[0].Metrics, m => m.Name == "energy_per_request");
        Assert.Contains(family.AllDiagnostics, d => d.Id == "JM7084");
    }

    [Fact]
    public void OlderRun_IsCompared_AndWhatItDoesNotKnowIsSaid()
    {
        var old = Drawing("old", 1);
        old = (old with { Header = old.Header with { SchemaVersion = 0 } }).WithConfiguration(c => c with { Spec = c.Spec.Where(s => !s.Key.StartsWith("measure.", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal) }).WithMachine(("cpu.logical", null));
        var family = Compare(Base, old, Drawing("new", 1));
        Assert.True(family.Comparable);
        Assert.Contains(family.Comparisons[0].Differences, d => d.Verdict == DifferenceVerdict.CannotBeTold);
        Assert.NotNull(Energy(family, "old").Ratio);
    }

    [Fact]
    public void NaN_InARecord_NeverBecomesAFigure()
    {
        var broken = Drawing("broken", 1);
        broken = broken with
        {
            Samples = [.. broken.Samples.Select((s, i) => i % 50 == 0 ? s with { Reading = double.NaN } : s)],
            Requests = [.. broken.Requests.Select(r => r with { Score = double.NaN })],
        };
        var family = Compare(Base, broken, Drawing("whole", 1));
        foreach (var extension in ComparisonWriters.Extensions)
        {
            var text = Encoding.UTF8.GetString(ComparisonWriters.Write(extension, family));
            Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", text, StringComparison.Ordinal);
        }
    }

    internal static ComparisonFamily Compare(params RunRecord[] runs) => FamilyComparer.Compare([.. runs.Select(r => (r, r.Header.Configurations[0]))], null, [], Comparer.DefaultMargin);

    /// <summary>The base run with its powers times something, and other answers.</summary>
    internal static RunRecord Drawing(string id, double times) => PowerRun.Make(id, [.. Steady.Select(w => w * times)], i => i % 4 != 1);

    private static ComparedMetric Energy(ComparisonFamily family, string run) => Find(family, run, "energy_per_request");

    private static ComparedMetric Find(ComparisonFamily family, string run, string metric) => family.Comparisons.Single(c => c.B.Run == run).Metrics.Single(m => m.Name == metric);
}
