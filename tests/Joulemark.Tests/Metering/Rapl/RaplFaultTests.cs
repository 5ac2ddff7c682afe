using Joulemark.Analysis;
using Joulemark.Metering;
using Joulemark.Metering.Rapl;
using Joulemark.Metrology;
using Xunit;

namespace Joulemark.Tests.Metering.Rapl;

/// <summary>What goes wrong with RAPL in the field, from the kernel's file to the energy of a window.</summary>
public sealed class RaplFaultTests : IDisposable
{
    private const string Zone = "intel-rapl:0";
    private const double Range = 65_532.610987;
    private const double Watts = 200;
    private readonly TestHost _host = new();
    private readonly IMeter _meter;
    private readonly ChannelSeries _series;

    public RaplFaultTests()
    {
        _host.Sysfs.AddRaplZone("package-0", Zone, rangeMicrojoules: 65_532_610_987);
        _meter = new RaplMeterProvider().Probe(_host.ToHost()).Meters.Single();
        _series = new ChannelSeries(_meter.Channels.Single());
    }

    public void Dispose()
    {
        _meter.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Counter_ThatWraps_GivesTheTrueEnergy()
    {
        Sample(0, 10, t => (Range - 900 + (Watts * t)) % Range);
        Assert.Equal(Watts * 8, Joules(1, 9), 0.01);
    }

    [Fact]
    public void Counter_ThatWrapsAgainAndAgain_GivesTheTrueEnergy()
    {
        // 1000 W wrap this range every 66 s, so three wraps lie in the window.
        Sample(0, 240, t => 1000 * t % Range, step: 0.4);
        Assert.Equal(220_000, Joules(10, 230), 0.5);
    }

    [Fact]
    public void Counter_ThatMayHaveWrappedTwiceBetweenReadings_IsMissing()
    {
        // 162 kJ at the power before and after, on a counter of 65 kJ: two wraps or three.
        Sample(0, 1, t => 900 * t);
        Sample(180, 181, t => 900 * t % Range);
        Assert.Equal("sample-gap", Integrate(0.5, 180.5).Problem);
    }

    [Fact]
    public void Counter_ThatGoesBackward_IsAResetAndNoWrap()
    {
        Sample(0, 10, t => 20_000 + (Watts * (t < 5 ? t : t - 5)));
        Assert.Equal("counter-reset", Integrate(1, 9).Problem);
    }

    [Fact]
    public void Counter_ThatStartsAgainAtZero_IsAResetAndNoWrap()
    {
        Sample(0, 10, t => t < 5 ? 20_000 + (Watts * t) : Watts * (t - 5));
        Assert.Equal("counter-reset", Integrate(1, 9).Problem);
    }

    [Fact]
    public void Counter_ThatStandsStill_IsMissingAndNotZero()
    {
        Sample(0, 10, _ => 20_000);
        Assert.Equal("frozen-counter", Integrate(1, 9).Problem);
    }

    [Fact]
    public void Counter_ThatCannotBeReadForAWhile_LosesNothing()
    {
        Sample(0, 4, t => Watts * t);
        _host.Sysfs.FailReads(Zone);
        Sample(4.1, 5, energy: null);
        Sample(5.1, 10, t => Watts * t);

        var energy = Integrate(1, 9);

        Assert.Equal(Watts * 8, energy.Energy!.Value.Joules, 0.01);
        Assert.InRange(energy.Dropped, 8, 10);
    }

    [Fact]
    public void Counter_ThatIsTakenAwayInMidRun_IsMissingAndNotZero()
    {
        Sample(0, 5, t => Watts * t);
        _host.Sysfs.FailReads(Zone);
        Sample(5.1, 10, energy: null);
        Assert.Contains(Integrate(1, 9).Problem, (string[])["not-bracketed", "sample-gap"]);
    }

    [Fact]
    public void Package_ThatGoesOffline_IsMissingAndNotZero()
    {
        Sample(0, 1, t => Watts * t);
        _host.Sysfs.Remove(Zone);
        Sample(1.1, 10, energy: null);
        Assert.Null(Integrate(2, 9).Energy);
    }

    /// <summary>Reads the meter from one second to another; the file says the energy, or what it said last.</summary>
    private void Sample(double from, double to, Func<double, double>? energy, double step = 0.1)
    {
        var reading = new double?[1];
        for (var i = 0; from + (i * step) <= to + 1e-9; i++)
        {
            var t = from + (i * step);
            if (energy is not null)
                _host.Sysfs.SetEnergy(Zone, (ulong)Math.Round(energy(t) * 1e6));
            _meter.Read(reading);
            _series.Add(At(t), reading[0]);
        }
    }

    private double Joules(double start, double end) => Integrate(start, end).Energy!.Value.Joules;

    private ChannelEnergy Integrate(double start, double end) => EnergyIntegrator.Integrate(_series, At(start), At(end), sampleRate: 10);

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
