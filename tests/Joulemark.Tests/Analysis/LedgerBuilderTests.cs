using Joulemark.Analysis;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class LedgerBuilderTests
{
    private static readonly Channel[] Model =
    [
        Make("model-cpu", MachinePart.CpuPackage, Provenance.Modelled), Make("model-dram", MachinePart.Dram, Provenance.Modelled),
        Make("process-cpu", MachinePart.ProcessCpu, Provenance.Modelled), Make("process-dram", MachinePart.ProcessDram, Provenance.Modelled),
    ];

    private static readonly Channel[] Rapl =
    [
        Make("cpu0-package", MachinePart.CpuPackage), Make("cpu0-dram", MachinePart.Dram),
        Make("cpu0-cores", MachinePart.CpuCores) with { CrossCheck = true }, Make("platform", MachinePart.Platform) with { CrossCheck = true },
    ];

    [Fact]
    public void Auto_WhereNothingCanBeMeasured_IsProcessAndModelled()
    {
        var ledger = Build(Boundary.Auto, Model);
        Assert.Equal((Boundary.Process, Provenance.Modelled), (ledger.Boundary, ledger.Provenance));
        Assert.Equal(["process-cpu", "process-dram"], ledger.Counted);
    }

    [Fact]
    public void Components_WithRapl_CountsPackageAndDramOnce()
    {
        var ledger = Build(Boundary.Auto, [.. Rapl, .. Model]);
        Assert.Equal((Boundary.Components, Provenance.Counter), (ledger.Boundary, ledger.Provenance));
        Assert.Equal(["cpu0-package", "cpu0-dram"], ledger.Counted);
    }

    [Fact]
    public void Components_WithoutMeasuredDram_TakesTheModelledAndSaysSo()
    {
        var ledger = Build(Boundary.Components, [Rapl[0], .. Model]);
        Assert.Equal(["cpu0-package", "model-dram"], ledger.Counted);
        Assert.Equal(Provenance.Modelled, ledger.Provenance);
    }

    [Fact]
    public void Components_WithGpusAndRapl_CountsAllBoards()
    {
        var ledger = Build(Boundary.Auto, [Make("gpu0", MachinePart.Gpu), Make("gpu1", MachinePart.Gpu), Make("gpu0-power", MachinePart.Gpu) with { CrossCheck = true }, .. Rapl, .. Model]);
        Assert.Equal(["gpu0", "gpu1", "cpu0-package", "cpu0-dram"], ledger.Counted);
    }

    [Fact]
    public void Auto_WithGpuButNoRapl_IsGpu() =>
        Assert.Equal(Boundary.Gpu, Build(Boundary.Auto, [Make("gpu0", MachinePart.Gpu), .. Model]).Boundary);

    [Fact]
    public void Auto_WithNodeMeter_IsNodeAndCountsOnlyIt() =>
        Assert.Equal(["bmc"], Build(Boundary.Auto, [Make("bmc", MachinePart.Node), .. Rapl]).Counted);

    [Fact]
    public void Process_OnAMachineWithGpus_IsRefused()
    {
        Assert.Null(LedgerBuilder.Build(Boundary.Process, [Make("gpu0", MachinePart.Gpu), .. Model], [], out var problem));
        Assert.Contains("GPU", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Boundary.Node)]
    [InlineData(Boundary.Gpu)]
    public void Boundary_ThatCannotBeMeasured_IsRefusedWithTheReason(Boundary boundary)
    {
        Assert.Null(LedgerBuilder.Build(boundary, Model, [], out var problem));
        Assert.NotNull(problem);
    }

    [Theory]
    [InlineData(MachinePart.Gpu, Boundary.Gpu)]
    [InlineData(MachinePart.Gpu, Boundary.Components)]
    [InlineData(MachinePart.Gpu, Boundary.Process)]
    [InlineData(MachinePart.CpuPackage, Boundary.Components)]
    [InlineData(MachinePart.Dram, Boundary.Components)]
    public void Boundary_WithAPartThatCannotBeRead_IsRefusedWithTheReason(MachinePart part, Boundary boundary)
    {
        Channel[] channels = boundary == Boundary.Process ? Model : [Make("gpu0", MachinePart.Gpu), .. Rapl, .. Model];
        var missing = new MissingMeter("test", "the second one", "permission denied", "") { Part = part };
        Assert.Null(LedgerBuilder.Build(boundary, channels, [missing], out var problem));
        Assert.Contains("permission denied", problem, StringComparison.Ordinal);
    }

    private static Ledger Build(Boundary boundary, Channel[] channels)
    {
        var ledger = LedgerBuilder.Build(boundary, channels, [], out var problem);
        Assert.Null(problem);
        return ledger!;
    }

    private static Channel Make(string name, MachinePart part, Provenance provenance = Provenance.Counter) => new()
    {
        Name = name,
        Source = provenance == Provenance.Modelled ? "model" : "test",
        Part = part,
        Provenance = provenance,
        Reading = ReadingKind.EnergyCounter,
    };
}
