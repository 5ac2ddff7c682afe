using Joulemark.Analysis;
using Joulemark.Analysis.Checks;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class CrossChecksTests
{
    private static readonly Channel Counter = Make("gpu0", MachinePart.Gpu) with { DeviceId = "GPU-a" };
    private static readonly Channel Power = Make("gpu0-power", MachinePart.Gpu) with { DeviceId = "GPU-a", Reading = ReadingKind.Power, CrossCheck = true };

    [Theory]
    [InlineData(187, 327, true)] // zeus#181
    [InlineData(100, 105, false)]
    public void CounterAndPower_OfOneBoard_MustAgree(double counted, double integrated, bool contradicts)
    {
        var check = Assert.Single(Compare([(Counter, counted), (Power, integrated)], Boundary.Gpu, out var reasons));
        Assert.Equal((CrossCheck.Same, (integrated / counted) - 1), (check.Relation, check.Gap));
        Assert.Equal(contradicts ? ["counter-power-mismatch"] : [], reasons);
    }

    [Theory]
    [InlineData(300, false)]
    [InlineData(150, true)]
    public void Node_MayNotBeBelowItsParts(double node, bool contradicts)
    {
        var checks = Compare([(Make("bmc", MachinePart.Node), node), (Counter, 100), (Make("cpu0-package", MachinePart.CpuPackage) with { DeviceId = "cpu0" }, 80)], Boundary.Node, out var reasons);
        var check = Assert.Single(checks);
        Assert.Equal(CrossCheck.Holds, check.Relation);
        Assert.Equal(["gpu0", "cpu0-package"], check.Against);
        Assert.Equal(contradicts ? ["part-above-whole"] : [], reasons);
    }

    [Fact]
    public void Node_OfSeveralFeeds_IsTheirSum()
    {
        (Channel, double)[] channels =
        [
            (Make("outlet1", MachinePart.Node) with { Source = "exporter" }, 400), (Make("outlet2", MachinePart.Node) with { Source = "exporter", Device = 1 }, 400),
            (Make("bmc-node", MachinePart.Node) with { Source = "redfish" }, 790), (Make("spare", MachinePart.Node) with { Source = "exporter", CrossCheck = true }, 1),
            (Counter, 650),
        ];
        var checks = Compare(channels, Boundary.Node, out var reasons);
        Assert.Equal(["same outlet1 outlet2 bmc-node", "holds outlet1 outlet2 gpu0"], checks.Select(c => $"{c.Relation} {string.Join(' ', c.Channels)} {string.Join(' ', c.Against)}"));
        Assert.Empty(reasons);
    }

    [Fact]
    public void Cores_AreComparedWithTheirOwnPackage()
    {
        (Channel, double)[] channels =
        [
            (Make("cpu0-package", MachinePart.CpuPackage) with { DeviceId = "cpu0" }, 50), (Make("cpu1-package", MachinePart.CpuPackage) with { DeviceId = "cpu1", Device = 1 }, 500),
            (Make("cpu0-cores", MachinePart.CpuCores) with { DeviceId = "cpu0", CrossCheck = true }, 90), (Make("cpu0-dram", MachinePart.Dram) with { DeviceId = "cpu0" }, 10),
        ];
        var check = Assert.Single(Compare(channels, Boundary.Components, out var reasons));
        Assert.Equal(["cpu0-package"], check.Channels);
        Assert.Equal(["cpu0-cores"], check.Against);
        Assert.Equal(["part-above-whole"], reasons);
    }

    [Fact]
    public void Models_AreNoCheckOfAnything() =>
        Assert.Empty(Compare([(Counter, 100), (Make("model", MachinePart.Gpu) with { DeviceId = "GPU-a", Provenance = Provenance.Modelled }, 900)], Boundary.Gpu, out _));

    [Fact]
    public void Readings_ThatDifferByLessThanTheyAreUncertainBy_DoNotContradict()
    {
        Compare([(Counter, 187), (Power, 327)], Boundary.Gpu, out var reasons, uncertainty: 100);
        Assert.Empty(reasons);
    }

    [Fact]
    public void SensorsOfOtherThings_AreNotEachOther()
    {
        var rail = Make("hwmon-ina0", MachinePart.Other) with { CrossCheck = true };
        Assert.Empty(Compare([(Counter, 100), (rail, 5), (rail with { Name = "hwmon-ucd0" }, 900)], Boundary.Gpu, out _));
    }

    private static IReadOnlyList<CrossCheck> Compare((Channel Channel, double Joules)[] readings, Boundary boundary, out IReadOnlyList<string> reasons, double uncertainty = 0)
    {
        var channels = readings.Select(r => r.Channel).ToList();
        var ledger = LedgerBuilder.Build(boundary, channels, [], out _);
        var run = SampleRun.Make();
        var energy = new WindowEnergy(readings.ToDictionary(r => r.Channel.Name, r => new ChannelEnergy(new Energy(r.Joules)) { Uncertainty = new EnergyUncertainty { Edge = uncertainty / EnergyUncertainty.CoverageFactor } }, StringComparer.Ordinal), Energy.Zero, default);
        var evidence = new ConfigurationEvidence
        {
            Header = run.Header,
            Configuration = run.Header.Configurations[0],
            Ledger = ledger,
            Windows = [],
            WindowRecords = [],
            IdleRecords = [],
            WindowEnergies = [energy],
            WarmUps = [],
            Requests = [],
            Measured = [],
            Objectives = [],
        };
        var checks = CrossChecks.Of(channels, evidence);
        reasons = [.. new CrossCheckCheck(checks).Check(evidence).Select(r => r.Code)];
        return checks;
    }

    private static Channel Make(string name, MachinePart part) =>
        new() { Name = name, Source = "test", Part = part, Provenance = Provenance.Counter, Reading = ReadingKind.EnergyCounter };
}
