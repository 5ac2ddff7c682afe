using Joulemark.Analysis;
using Joulemark.Machines.Nvidia;
using Joulemark.Metering.Nvml;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Metering.Nvml;

/// <summary>GPU, module and memory apart, and never one for the other.</summary>
public sealed class NvmlScopeTests
{
    private const string GraceHopper = "NVIDIA GH200 480GB";

    [Fact]
    public void Probe_OfABoardWithMemoryScope_GivesItsMemoryApart()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "memory_share", 0.2); // as on a H100: an average, and no instant power

        var meter = nvml.Energy();

        Assert.Equal("gpu0 gpu0-power gpu0-average gpu0-memory", TestHost.Names(meter.Channels));
        var memory = meter.Channels[3];
        Assert.Equal((MachinePart.GpuMemory, ReadingKind.Power, 1.0, null), (memory.Part, memory.Reading, memory.AveragingSeconds, memory.UpdatePeriodSeconds));
        Assert.Equal(60.0, NvmlFixture.Read(meter)[3]);
    }

    [Fact]
    public void Read_WhenOneScopeFails_LosesThatAlone()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "memory_share", 0.2);
        var meter = nvml.Energy();
        nvml.Library.SetBoard(0, "field.185.2.return", 999);
        Assert.Equal([5000.0, 310.0, 300.0, null], NvmlFixture.Read(meter));
    }

    [Fact]
    public void Probe_OfADriverThatIgnoresScopes_DoesNotTakeTheBoardForItsMemory()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "scopes", "ignored");
        Assert.Equal("gpu0 gpu0-power gpu0-average", TestHost.Names(nvml.Energy().Channels));
    }

    [Fact]
    public void Probe_OfAMemoryThatDrawsMoreThanItsBoard_LeavesItOut()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "memory_share", 1.2);
        Assert.Equal("gpu0 gpu0-power gpu0-average", TestHost.Names(nvml.Energy().Channels));
    }

    [Fact]
    public void Probe_OfAnOrdinaryBoardWithModuleScope_KeepsTheCounterAndChecksWithTheModule()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "module_w", 5); // the module repeats the board, within the noise

        var meter = nvml.Energy();

        Assert.Equal("gpu0 gpu0-power gpu0-average gpu0-module", TestHost.Names(meter.Channels));
        Assert.Equal((MachinePart.Gpu, ReadingKind.EnergyCounter, false), (meter.Channels[0].Part, meter.Channels[0].Reading, meter.Channels[0].CrossCheck));
        Assert.Equal((MachinePart.GpuModule, true), (meter.Channels[3].Part, meter.Channels[3].CrossCheck));
        Assert.Equal(315.0, NvmlFixture.Read(meter)[3]);
    }

    [Fact]
    public void Probe_OfGraceHopper_GivesTheCounterToTheModuleAndThePowerToTheGpu()
    {
        using var nvml = new NvmlFixture();
        nvml.AddBoard(GraceHopper, NvmlArchitecture.Hopper, ("module_w", "150"), ("module_max_mw", "1000000"));

        var probe = nvml.Probe();

        Assert.Empty(probe.Missing);
        var meter = Assert.Single(NvmlFixture.Energies(probe));
        Assert.Equal(
            [
                ("gpu0-module", MachinePart.GpuModule, ReadingKind.EnergyCounter, false),
                ("gpu0", MachinePart.Gpu, ReadingKind.Power, false),
                ("gpu0-average", MachinePart.Gpu, ReadingKind.Power, true),
                ("gpu0-module-power", MachinePart.GpuModule, ReadingKind.Power, true),
            ],
            meter.Channels.Select(c => (c.Name, c.Part, c.Reading, c.CrossCheck)));
        Assert.Equal([5000.0, 310.0, 300.0, 460.0], NvmlFixture.Read(meter));
        Assert.Equal([1000.0, 700.0, 700.0, 1000.0], meter.Channels.Select(c => c.MaxPower!.Value.Watts));
        Assert.Contains("whole module, CPU included", meter.Channels[0].Description, StringComparison.Ordinal);
        Assert.Contains("of the whole module", meter.Channels[3].Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_OfGraceHopperAtRest_DoesNotTakeTheCounterForTheGpusBecauseTheCpuDrawsLittle()
    {
        using var nvml = new NvmlFixture();
        nvml.AddBoard(GraceHopper, NvmlArchitecture.Hopper, ("module_w", "2"));
        Assert.Equal("gpu0-module gpu0 gpu0-average gpu0-module-power", TestHost.Names(nvml.Energy().Channels));
    }

    [Theory]
    [InlineData("scopes", "ignored", "gpu0-module")] // one power for all scopes: nobody knows whose
    [InlineData("field.186.return", "3", "gpu0-module gpu0")] // by the average then
    public void Probe_OfGraceHopperWithFewerScopes_GivesOnlyWhatIsClear(string key, string value, string names)
    {
        using var nvml = new NvmlFixture();
        nvml.AddBoard(GraceHopper, NvmlArchitecture.Hopper, (key, value));
        Assert.Equal(names, TestHost.Names(nvml.Energy().Channels));
    }

    [Fact]
    public void Probe_OfGraceHopperWithoutGpuScope_SaysThatTheGpuAloneIsMissing()
    {
        using var nvml = new NvmlFixture();
        nvml.AddBoard(GraceHopper, NvmlArchitecture.Hopper, ("module_w", "150"), ("field.185.return", "3"), ("field.186.return", "3"));

        var probe = nvml.Probe();

        Assert.Equal("gpu0-module gpu0-module-power", TestHost.Names(Assert.Single(NvmlFixture.Energies(probe)).Channels));
        var missing = Assert.Single(probe.Missing);
        Assert.Equal(("energy of gpu0", MachinePart.Gpu), (missing.What, missing.Part));
        Assert.Contains("no power of the GPU alone", missing.Reason, StringComparison.Ordinal);

        // The module stands in for its GPU, by the same identity.
        var channels = NvmlFixture.Energies(probe).SelectMany(m => m.Channels).ToList();
        Assert.Equal(["gpu0-module"], LedgerBuilder.Build(Boundary.Gpu, channels, probe.Missing, out _)!.Counted);
    }

    [Theory]
    [InlineData("NVIDIA GB200", "150")]
    [InlineData("NVIDIA GB300", "0.5")] // by its name, whatever the CPU draws now
    [InlineData("NVIDIA Something New", "150")] // by its module, whatever its name
    public void Probe_OfAnotherSuperchip_SumsNothingOfTheModule(string name, string moduleWatts)
    {
        using var nvml = new NvmlFixture();
        nvml.AddBoard(name, NvmlArchitecture.Blackwell, ("module_w", moduleWatts));
        nvml.AddBoard(name, NvmlArchitecture.Blackwell, ("module_w", moduleWatts)); // on the same module, perhaps

        var channels = nvml.Energies().SelectMany(m => m.Channels).ToArray();

        Assert.Equal("gpu0 gpu1", TestHost.Names(channels.Where(c => !c.CrossCheck)));
        Assert.All(channels.Where(c => !c.CrossCheck), c => Assert.Equal((MachinePart.Gpu, ReadingKind.Power), (c.Part, c.Reading)));
        Assert.Contains("not documented", channels.Single(c => c.Name == "gpu0-module").Description, StringComparison.Ordinal);
    }
}
