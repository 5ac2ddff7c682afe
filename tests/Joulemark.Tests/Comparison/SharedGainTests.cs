using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Comparison;

/// <summary>What the joules of both sides are wrong by: in the interval of their ratio, but for what is alike on both.</summary>
public sealed class SharedGainTests
{
    private const double Gain = 0.1;

    [Theory]
    [InlineData("machine.boot", "b1", "b1", true)]
    [InlineData("machine.boot", "b1", "b2", null)] // started anew, or another
    [InlineData("machine.installation", "i1", "i1", true)]
    [InlineData("machine.installation", "i1", "i2", false)]
    [InlineData("machine.installation", "i1", null, null)]
    [InlineData("gpu0.uuid", "GPU-1", "GPU-1", true)] // not counted, and in the machine
    [InlineData("gpu0.uuid", "GPU-1", "GPU-2", null)] // a container sees those that it was given
    public void Gain_OfSensors_CancelsOnOneMachine_AndIsInTheIntervalOnTwo(string key, string a, string? b, bool? same)
    {
        var (steady, known) = (Ratio(Of("a", 20), Of("b", 20)), Runs.Compare(Of("a", 20).WithMachine((key, a)), Of("b", 20).WithMachine((key, b))));
        Assert.True(known.Comparable);
        Assert.Equal(same, Uncertainty(known, "sensor-gain").Cancels);
        var added = Math.Sqrt(2) * Math.Log(1 + Gain);
        Assert.Equal(same == false ? Math.Sqrt((steady * steady) + (added * added)) : steady, HalfWidth(known), 1e-3);
        if (same == false)
            Assert.Contains("other machines", Uncertainty(known, "sensor-gain").Why, StringComparison.Ordinal);
    }

    /// <summary>Boards that are known by their place alone: another is in it, in one machine or in the next.</summary>
    [Theory]
    [InlineData("pci:0000:03:00.0", "pci:0000:03:00.0", "MI210", "MI210", true)]
    [InlineData("pci:0000:03:00.0", "pci:0000:83:00.0", "MI210", "MI210", false)]
    [InlineData("pci:0000:03:00.0", "pci:0000:03:00.0", "MI210", "MI300X", false)]
    public void Boards_ThatAreKnownByTheirPlace_AreOthers_InAnotherOrOfAnotherModel(string placeA, string placeB, string modelA, string modelB, bool same)
    {
        CountedSensors On(string place, string model)
        {
            var run = Of("a", 20).WithMachine(("gpu0.model", model));
            var ledger = RunJudge.Judge(run, out var evidence) is not null ? evidence[0].Ledger! : null!;
            run = run with { Machine = run.Machine with { Channels = [.. run.Machine.Channels.Select(c => ledger.Counted.Contains(c.Name) ? c with { Part = MachinePart.Gpu, Device = 0, DeviceId = place } : c)] } };
            return CountedSensors.Of(run, ledger, []);
        }

        Assert.Equal(same, On(placeA, modelA).AreThoseOf(On(placeB, modelB)).Same); // of one run
    }

    [Fact]
    public void Machine_IsToldByWhatHoldsInAContainer_First()
    {
        RunRecord In(string id, string installation) => Of(id, 20).WithMachine(("machine.boot", "b"), ("machine.installation", installation));
        Assert.True(Uncertainty(Runs.Compare(In("a", "i1"), In("b", "i2")), "sensor-gain").Cancels);
    }

    [Fact]
    public void Nodes_OfOtherNames_AreOtherMachines()
    {
        CountedSensors On(string id, string? node) => CountedSensors.Of(Of(id, 20) is var run ? run with { Header = run.Header with { Node = node } } : run, null, []);
        Assert.False(On("a", "n1").AreThoseOf(On("b", "n2")).Same);
        Assert.Null(On("a", "n1").AreThoseOf(On("b", "n1")).Same);
        Assert.Null(On("a", "n1").AreThoseOf(On("b", null)).Same);
    }

    /// <summary>A model that is wrong by half at one load is wrong by another share at another: what both draw by it cancels, the rest is each side's own.</summary>
    [Theory]
    [InlineData(20, 20, 1)]
    [InlineData(20, 10, 0.5)]
    [InlineData(5, 20, 0.25)]
    public void Error_OfAModel_CancelsAsFarAsBothDrawAlike(double a, double b, double common)
    {
        const double bound = 0.5;
        var steady = Ratio(Of("a", a), Of("b", b));
        var modelled = Runs.Compare(Modelled(Of("a", a), bound), Modelled(Of("b", b), bound));
        var left = Math.Sqrt(2) * Math.Log(1 + (bound * (1 - common)));
        Assert.Equal(Math.Sqrt((steady * steady) + (left * left)), HalfWidth(modelled), 2e-3);
        var model = Uncertainty(modelled, "model");
        Assert.Equal((common == 1, bound), (model.Cancels!.Value, model.A!.Value));
        Assert.Equal(common < 1, model.Why.Contains("is in the ratio's interval", StringComparison.Ordinal));

        // A model of another CPU has nothing in common with it.
        var other = Runs.Compare(Modelled(Of("a", a), bound), Modelled(Of("b", b), bound).WithMachine(("cpu.model", "another")), isolate: ["cpu.model"]);
        Assert.Equal(Math.Sqrt((steady * steady) + (2 * Math.Pow(Math.Log(1 + bound), 2))), HalfWidth(other), 2e-3);
    }

    [Fact]
    public void Error_OfAModel_IsNoPromiseOfTheRun() => Assert.Equal(
        [("model", false)], RunJudge.Judge(Modelled(Of("a", 20), 0.5)).Configurations[SampleRun.Configuration].Systematic.Where(s => s.Name is "model" or "sensor-gain").Select(s => (s.Name, s.CancelsInRatio)));

    [Fact]
    public void Uncertainty_OfASideWithoutWindows_IsNotGiven()
    {
        var empty = Of("b", 20) is var run ? run with { Windows = [.. run.Windows.Where(w => w.Stage != Stage.Window)] } : run;
        var gain = Uncertainty(Runs.Compare(Of("a", 20), empty), "sensor-gain");
        Assert.Equal((Gain, null), (gain.A!.Value, gain.B));
        Assert.Contains("sensor-gain ± 10 % and –:", Joulemark.Reporting.Comparisons.ComparisonText.Uncertainties(Runs.Compare(Of("a", 20), empty)).First(), StringComparison.Ordinal);
    }

    private static RunRecord Of(string id, double watts) => PowerRun.Make(id, [watts, watts * 1.01, watts * 0.99]);

    private static RunRecord Modelled(RunRecord run, double bound) =>
        run with { Machine = run.Machine with { Channels = [.. run.Machine.Channels.Select(c => c with { Provenance = Provenance.Modelled, GainUncertainty = bound })] } };

    private static double Ratio(RunRecord a, RunRecord b) => HalfWidth(Runs.Compare(a, b));

    /// <summary>Half the width of the ratio's interval, on the log scale.</summary>
    private static double HalfWidth(ComparisonResult result) =>
        result.Metrics.First(m => m.Name == "energy_per_request").Ratio is { Lower: { } lower, Upper: { } upper } ? Math.Log(upper / lower) / 2 : double.NaN;

    private static ComparedUncertainty Uncertainty(ComparisonResult result, string name) => result.Uncertainties.Single(u => u.Name == name);
}
