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
    public void Components_WithPackagesThatHoldTheirMemory_AddsNone()
    {
        var grace = Make("cpu0-package", MachinePart.CpuPackage, Provenance.Integrated) with { IncludesDram = true };
        Assert.Equal(["gpu0", "cpu0-package"], Build(Boundary.Auto, [Make("gpu0", MachinePart.Gpu), grace, .. Model]).Counted);
        Assert.Equal(["cpu0-package"], Build(Boundary.Components, [grace]).Counted);
    }

    [Fact]
    public void Components_WithGpusAndRapl_CountsAllBoards()
    {
        var ledger = Build(Boundary.Auto, [Make("gpu0", MachinePart.Gpu), Make("gpu1", MachinePart.Gpu) with { Device = 1 }, Make("gpu0-power", MachinePart.Gpu) with { CrossCheck = true }, .. Rapl, .. Model]);
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

    [Fact]
    public void Board_ReadByTwoSources_IsCountedOnceByTheBetter()
    {
        Channel[] boards =
        [
            Make("gpu0", MachinePart.Gpu, Provenance.Integrated) with { Source = "nvml", DeviceId = "GPU-a" },
            Make("dcgm/gpu3", MachinePart.Gpu) with { Source = "exporter", DeviceId = "GPU-a", Device = 3 },
        ];
        Assert.Equal(["dcgm/gpu3"], Build(Boundary.Gpu, boards).Counted);
    }

    [Fact]
    public void Boards_OfTwoMakers_AreBothCounted()
    {
        Channel[] boards =
        [
            Make("gpu0", MachinePart.Gpu) with { Source = "nvml", DeviceId = "GPU-a" },
            Make("amdgpu0", MachinePart.Gpu, Provenance.Integrated) with { Source = "hwmon", DeviceId = "pci:0000:03:00.0" },
        ];
        Assert.Equal(["gpu0", "amdgpu0"], Build(Boundary.Gpu, boards).Counted);
    }

    [Fact]
    public void Board_OfASourceThatNamesNoDevice_IsNotAddedToAnothers()
    {
        Channel[] boards =
        [
            Make("gpu0", MachinePart.Gpu) with { Source = "nvml", DeviceId = "GPU-a" },
            Make("pdu-gpu", MachinePart.Gpu) with { Source = "exporter", Device = 1 },
        ];
        Assert.Equal(["gpu0"], Build(Boundary.Gpu, boards).Counted);
    }

    [Fact]
    public void Packages_ThatAnExporterReadsInFull_StandInForTheOneWeMayNotRead()
    {
        Channel[] channels =
        [
            Make("cpu0-package", MachinePart.CpuPackage) with { Source = "rapl", DeviceId = "cpu0" },
            Make("x/cpu0", MachinePart.CpuPackage) with { Source = "exporter", DeviceId = "cpu0" },
            Make("x/cpu1", MachinePart.CpuPackage) with { Source = "exporter", DeviceId = "cpu1", Device = 1 },
            .. Model,
        ];
        var denied = new MissingMeter("rapl", "cpu1", "permission denied", "") { Part = MachinePart.CpuPackage, DeviceId = "cpu1" };
        Assert.Equal(["cpu0-package", "x/cpu1", "model-dram"], LedgerBuilder.Build(Boundary.Components, channels, [denied], out _)!.Counted);
    }

    [Fact]
    public void Dies_OfOnePackage_AreBothCounted()
    {
        Channel[] dies = [Make("cpu0-die0-package", MachinePart.CpuPackage) with { DeviceId = "cpu0-die0" }, Make("cpu0-die1-package", MachinePart.CpuPackage) with { DeviceId = "cpu0-die1" }];
        Assert.Equal(["cpu0-die0-package", "cpu0-die1-package", "model-dram"], Build(Boundary.Components, [.. dies, .. Model]).Counted);
    }

    [Fact]
    public void WallMeterAndBmc_AreNeverSummed()
    {
        Channel[] channels = [Make("wall", MachinePart.Node, Provenance.Integrated) with { Source = "ptdaemon" }, Make("bmc", MachinePart.Node, Provenance.Integrated) with { Source = "redfish" }];
        Assert.Equal(["wall"], Build(Boundary.Node, channels).Counted);
    }

    [Fact]
    public void PsuOutput_AndOtherRails_AreNoNode()
    {
        Channel[] channels = [Make("psus", MachinePart.PsuOutput, Provenance.Integrated), Make("rail", MachinePart.Other, Provenance.Integrated)];
        Assert.Null(LedgerBuilder.Build(Boundary.Node, channels, [], out _));
    }

    [Fact]
    public void Superchip_WithItsModuleOnly_IsCountedAsModule_WithoutItsCpu()
    {
        Channel[] channels =
        [
            Make("gpu0", MachinePart.GpuModule) with { DeviceId = "GPU-a" },
            Make("cpu0-package", MachinePart.CpuPackage) with { DeviceId = "cpu0" }, .. Model,
        ];
        Assert.Equal(["gpu0"], Build(Boundary.Gpu, channels).Counted);
        Assert.Equal(["gpu0"], Build(Boundary.Components, channels).Counted);
    }

    [Fact]
    public void Superchip_WithBoardAndModule_CountsTheBoardForGpu_AndTheModuleForComponents()
    {
        Channel[] channels = [Make("gpu0-board", MachinePart.Gpu) with { DeviceId = "GPU-a" }, Make("gpu0-module", MachinePart.GpuModule) with { DeviceId = "GPU-a" }, .. Model];
        Assert.Equal(["gpu0-board"], Build(Boundary.Gpu, channels).Counted);
        Assert.Equal(["gpu0-module"], Build(Boundary.Components, channels).Counted);
    }

    [Theory]
    [InlineData("pci:0000:03:00.0", true)]
    [InlineData("pci:0000:83:00.0", false)]
    public void Gpu_ThatOneSourceCannotRead_IsLostUnlessAnotherReadsThatVeryOne(string other, bool expected)
    {
        // A card of AMD's beside NVIDIA's boards: NVML reads all of its own, and that says nothing of this one.
        Channel[] channels = [Make("gpu0", MachinePart.Gpu) with { DeviceId = "GPU-a" }, Make("amd", MachinePart.Gpu) with { DeviceId = other, Source = "exporter" }];
        var missing = new MissingMeter("hwmon", "energy of amdgpu0", "permission denied", "") { Part = MachinePart.Gpu, DeviceId = "pci:0000:03:00.0" };
        Assert.Equal(expected, LedgerBuilder.Build(Boundary.Gpu, channels, [missing], out _) is not null);
    }

    [Theory]
    [InlineData("pci:0000:01:00.0", "GPU-a GPU-b", true)] // dcgm-exporter reads both
    [InlineData("pci:0000:01:00.0", "GPU-a", false)] // one of two
    [InlineData("pci:0000:01:00.0", "pci:0000:03:00.0 pci:0000:04:00.0", false)] // cards of AMD's
    [InlineData("pci:0000:01:00.0", "GPU-a pci:0000:03:00.0", false)]
    [InlineData("pci:0000:01:00.0", "pci:0000:01:00.0 pci:0000:02:00.0", true)] // known by their places
    [InlineData(null, "GPU-a", false)]
    [InlineData(null, "pci:0000:03:00.0", false)]
    [InlineData(null, "GPU-a GPU-b", true)]
    public void NvidiaBoards_WithoutNvml_AreLostUnlessAnotherSourceReadsAsMany(string? first, string others, bool expected)
    {
        Channel[] channels = [.. others.Split(' ').Select((id, i) => Make($"x{i}", MachinePart.Gpu) with { DeviceId = id, Source = "exporter", Device = i })];
        MissingMeter[] missing =
        [
            new("nvml", "the one", "no driver", "") { Part = MachinePart.Gpu, DeviceId = first },
            new("nvml", "the other", "no driver", "") { Part = MachinePart.Gpu, DeviceId = first is null ? null : "pci:0000:02:00.0" },
        ];
        Assert.Equal(expected, LedgerBuilder.Build(Boundary.Gpu, channels, missing, out _) is not null);
    }

    [Theory]
    [InlineData("GPU-a GPU-b", true)]
    [InlineData("GPU-b", true)]
    [InlineData("GPU-a", false)] // that one NVML reads itself
    public void NvidiaBoard_ThatDoesNotOpen_IsLostUnlessAnotherSourceReadsOneMore(string others, bool expected)
    {
        Channel[] channels =
        [
            Make("gpu0", MachinePart.Gpu) with { DeviceId = "GPU-a", Source = "nvml" },
            .. others.Split(' ').Select((id, i) => Make($"x{i}", MachinePart.Gpu) with { DeviceId = id, Source = "exporter", Device = i }),
        ];
        var missing = new MissingMeter("nvml", "energy of gpu1", "it fell off the bus", "") { Part = MachinePart.Gpu, DeviceId = "pci:0000:02:00.0" };
        Assert.Equal(expected, LedgerBuilder.Build(Boundary.Gpu, channels, [missing], out _) is not null);
    }

    [Fact]
    public void Channels_OfAnotherNode_AreCountedForThatNodeAlone()
    {
        Channel[] channels = [Make("gpu0", MachinePart.Gpu) with { DeviceId = "GPU-a" }, Make("far/gpu0", MachinePart.Gpu) with { Node = "far", DeviceId = "GPU-b" }];
        Assert.Equal(["gpu0"], Build(Boundary.Gpu, channels).Counted);
        Assert.Equal(["far/gpu0"], LedgerBuilder.Build(Boundary.Gpu, channels, [], out _, "far")!.Counted);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("gpu1")]
    [InlineData("GPU-b")]
    public void Boards_ThatTheUserNames_AreCountedAlone(string gpu)
    {
        Channel[] boards = [Make("gpu0", MachinePart.Gpu) with { DeviceId = "GPU-a" }, Make("gpu1", MachinePart.Gpu) with { Device = 1, DeviceId = "GPU-b" }];
        Assert.Equal(["gpu1"], LedgerBuilder.Build(Boundary.Gpu, boards, [], out _, gpus: [gpu])!.Counted);
    }

    [Fact]
    public void Boards_ThatTheUserNames_MakeAutoTheBoundaryGpu_AndNoOther()
    {
        Channel[] channels = [Make("gpu0", MachinePart.Gpu), .. Rapl];
        Assert.Equal(Boundary.Gpu, LedgerBuilder.Build(Boundary.Auto, channels, [], out _, gpus: ["0"])!.Boundary);
        Assert.Null(LedgerBuilder.Build(Boundary.Components, channels, [], out var problem, gpus: ["0"]));
        Assert.Contains("boundary gpu alone", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Boards_WithIdentities_AreEachReadByTheirBestSource()
    {
        // A container that sees one of two boards, beside the host's exporter that sees both.
        Channel[] boards =
        [
            Make("gpu0", MachinePart.Gpu) with { Source = "nvml", DeviceId = "GPU-a" },
            Make("dcgm-gpu0", MachinePart.Gpu) with { Source = "exporter", DeviceId = "GPU-a" },
            Make("dcgm-gpu1", MachinePart.Gpu) with { Source = "exporter", DeviceId = "GPU-b", Device = 1 },
        ];
        Assert.Equal(["gpu0", "dcgm-gpu1"], Build(Boundary.Gpu, boards).Counted);
    }

    [Fact]
    public void Board_ThatAContainerIsNotShown_LeavesTheBoundaryGpu_AndNoOtherThatCountsEveryBoard()
    {
        Channel[] channels = [Make("gpu0", MachinePart.Gpu) with { Source = "nvml", DeviceId = "GPU-a" }, .. Rapl, .. Model];
        var hidden = new MissingMeter("nvml", "another board", "the driver does not show it", "") { Part = MachinePart.Gpu, DeviceId = "pci:0000:02:00.0", IsHidden = true };
        Assert.Equal(Boundary.Gpu, LedgerBuilder.Build(Boundary.Auto, channels, [hidden], out _)!.Boundary);
        Assert.Null(LedgerBuilder.Build(Boundary.Components, channels, [hidden], out var problem));
        Assert.Contains("does not show it", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Board_ThatIsNotThere_IsRefused_AndThoseThatAreAreNamed()
    {
        Assert.Null(LedgerBuilder.Build(Boundary.Gpu, [Make("gpu0", MachinePart.Gpu)], [], out var problem, gpus: ["7"]));
        Assert.Contains("'7'", problem, StringComparison.Ordinal);
        Assert.Contains("gpu0", problem, StringComparison.Ordinal);
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
