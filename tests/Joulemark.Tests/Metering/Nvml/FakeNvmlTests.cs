using System.Diagnostics;
using System.Globalization;
using Joulemark.Metrology;
using Xunit;

namespace Joulemark.Tests.Metering.Nvml;

public sealed class FakeNvmlTests
{
    [Fact]
    public void Board_WithAWaveform_CountsItsIntegral()
    {
        using var nvml = Waves();
        var meter = nvml.Energy();

        Assert.Equal([51.0, 100.0, 100.0], NvmlFixture.Read(meter));
        At(nvml, 3);
        Assert.Equal([601.0, 400.0, 400.0], NvmlFixture.Read(meter));
        At(nvml, 11); // two periods of 1400 J and 1 s
        Assert.Equal([2901.0, 100.0, 100.0], NvmlFixture.Read(meter));
    }

    [Fact]
    public void Counter_WithAPace_MovesOnlyThen()
    {
        using var nvml = Waves();
        nvml.Library.SetBoard(0, "counter_update_ms", 100);
        var meter = nvml.Energy();

        At(nvml, 0.799);
        Assert.Equal(71.0, NvmlFixture.Read(meter)[0]);
        At(nvml, 0.8);
        Assert.Equal(81.0, NvmlFixture.Read(meter)[0]);
        At(nvml, 0.85);
        Assert.Equal(81.0, NvmlFixture.Read(meter)[0]);
    }

    [Fact]
    public void Power_WithAPaceAndAMean_LagsBehindTheBoard()
    {
        using var nvml = Waves();
        nvml.Library.SetBoard(0, "power_update_ms", 100);
        nvml.Library.SetBoard(0, "averaging_ms", 1000);
        nvml.Library.SetBoard(0, "instant_averaging_ms", 50);
        var meter = nvml.Energy();

        At(nvml, 2.099); // 99 ms after the step to 400 W
        Assert.Equal([100.0, 100.0], NvmlFixture.Read(meter)[1..]);
        At(nvml, 2.1);
        Assert.Equal([400.0, 130.0], NvmlFixture.Read(meter)[1..]);
        At(nvml, 3);
        Assert.Equal([400.0, 400.0], NvmlFixture.Read(meter)[1..]);
    }

    [Fact]
    public void Counter_ThatIsStuck_Stands()
    {
        using var nvml = Waves();
        nvml.Library.SetBoard(0, "counter_stuck_s", 1);
        var meter = nvml.Energy();

        At(nvml, 1.5);
        Assert.Equal(101.0, NvmlFixture.Read(meter)[0]);
        At(nvml, 4);
        Assert.Equal(101.0, NvmlFixture.Read(meter)[0]);
    }

    [Fact]
    public void Counter_ThatIsReset_StartsFromZero()
    {
        using var nvml = Waves();
        nvml.Library.SetBoard(0, "counter_reset_s", 1);
        var meter = nvml.Energy();

        At(nvml, 0.999);
        Assert.Equal(100.9, NvmlFixture.Read(meter)[0]!.Value, 3);
        At(nvml, 1.5);
        Assert.Equal(50.0, NvmlFixture.Read(meter)[0]);
    }

    [Fact]
    public void EnergyBetween_AgreesWithTheCounterThatAnyProcessReads()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "energy_mj", "0");
        nvml.Library.SetWaveform(0, (0, 100), (0.002, 400), (0.005, 0)); // so fast that it matters when
        var meter = nvml.Energy();

        // A reading lies between the truth just before and just after it, however long that took; and it is in whole mJ.
        const double Step = 0.001;
        var early = Stopwatch.GetTimestamp();
        var before = NvmlFixture.Read(meter)[0]!.Value;
        var late = Stopwatch.GetTimestamp();
        for (var i = 0; i < 100; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var counted = NvmlFixture.Read(meter)[0]!.Value - before;
            var end = Stopwatch.GetTimestamp();
            Assert.InRange(
                counted, nvml.Library.EnergyBetween(0, late, start).Joules - Step, nvml.Library.EnergyBetween(0, early, end).Joules + Step);
        }

        Assert.Equal(new Energy(1400e-3), Rounded(nvml.Library.EnergyBetween(0, early, early + (Stopwatch.Frequency / 200))));
    }

    [Fact]
    public void Settings_ChangedAgainAndAgain_AreEachSeen()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        var meter = nvml.Energy();
        for (var i = 100; i < 300; i++)
        {
            nvml.Library.SetBoard(0, "instant_mw", "999000"); // the same length, within the file system's clock tick
            nvml.Library.SetBoard(0, "instant_mw", i * 1000);
            Assert.Equal(i, NvmlFixture.Read(meter)[1]);
        }
    }

    private static Energy Rounded(Energy energy) => new(Math.Round(energy.Joules, 6));

    private static NvmlFixture Waves()
    {
        var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "energy_mj", "1000");
        nvml.Library.SetWaveform(0, (0, 100), (2, 400), (5, 0)); // 100 W for 2 s, 400 W for 3 s, again and again
        At(nvml, 0.5);
        return nvml;
    }

    private static void At(NvmlFixture nvml, double seconds) => nvml.Library.Set("clock_s", seconds.ToString("R", CultureInfo.InvariantCulture));
}
