using System.Globalization;
using Joulemark.Metering;
using Joulemark.Metering.Redfish;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Joulemark.Tests.Metering;
using Xunit;

namespace Joulemark.Tests.Faults;

/// <summary>
/// A management controller, over HTTP, read every 3 s. Windows are from 14 to 24, 27 to 37 and 40 to 50 units of 6 s, idle
/// with the server up from 7 to 11.
/// </summary>
public sealed class RedfishFaultTests : IDisposable
{
    private const string Environment = "/redfish/v1/Chassis/1/EnvironmentMetrics";
    private const double JoulesPerKilowattHour = 3.6e6;

    private readonly TestHost _host = new();
    private readonly FaultCourse _course = new(unit: 6, noise: 0.02);
    private readonly FakeRedfish _bmc = FakeRedfish.Start(FakeBmcs.Rackmount(), tls: false);
    private readonly FaultRun _run;
    private string? _reading;
    private double _start = 87;

    public RedfishFaultTests()
    {
        _host.Sources = [new MeterSource { Kind = "redfish", Url = _bmc.Url, Every = TimeSpan.FromSeconds(3) }];
        _run = new FaultRun(_host, _course, Boundary.Node, Show);
    }

    public void Dispose()
    {
        _run.Dispose();
        _bmc.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _host.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.0002)]
    [InlineData(0.0004)]
    [InlineData(0.0006)]
    [InlineData(0.0008)]
    public void Nothing_Wrong_IsRight(double kilowattHours)
    {
        // The BMC's own counter goes in steps of 3.6 kJ, a fifth of a window; wherever they fall, it is no contradiction.
        _start += kilowattHours;
        Play().IsRight();
    }

    [Fact]
    public void Credentials_RefusedInMidRun_AreMarked()
    {
        _run.At(30, () => _bmc.Behavior = new FakeRedfishBehavior { User = "root", Password = "changed" });
        Play().Reports("JM2040").Marks("sample-gap", 2, 3);
    }

    [Fact]
    public void Bmc_BusyForAMoment_CostsLittle()
    {
        Behave(18, 18.5, new FakeRedfishBehavior { Busy = true });
        Play().Reports("JM2041").IsRight();
    }

    [Theory]
    [InlineData(18, 20.5, null)]
    [InlineData(18, 18.5, "15")] // the pause that it asks for is a gap, too
    [InlineData(23, 25, null)]
    public void Bmc_BusyForAWhile_IsMarked(double from, double to, string? pause)
    {
        Behave(from, to, new FakeRedfishBehavior { Busy = true, RetryAfter = pause });
        Play().Reports("JM2041").Marks("sample-gap", 1);
    }

    [Fact]
    public void Bmc_BusyInTheIdleBaseline_TakesTheNetFigureAway()
    {
        Behave(6.5, 12, new FakeRedfishBehavior { Busy = true });
        Play().HasNoNet();
    }

    [Fact]
    public void Bmc_ThatBreaksOff_IsMarked()
    {
        Behave(18, 20.5, new FakeRedfishBehavior { BreaksOff = true });
        Play().Reports("JM2042").Marks("sample-gap", 1);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("300000")]
    public void Reading_OfNothingOrTooMuch_CostsLittle(string reading)
    {
        _run.At(18, () => _reading = reading).At(18.5, () => _reading = null);
        Play().IsRight();
    }

    [Fact]
    public void Reading_ThatIsHighButNotImpossible_IsMarked()
    {
        _run.At(18, () => _reading = "20000").At(18.5, () => _reading = null);
        Play().Says("uncertain");
    }

    [Fact]
    public void Reading_ThatIsStuck_IsMarked()
    {
        _run.At(12, () => _reading = "350.5").At(25, () => _reading = null);
        Play().Says("frozen-power");
    }

    private void Behave(double from, double to, FakeRedfishBehavior behavior) =>
        _run.At(from, () => _bmc.Behavior = behavior).At(to, () => _bmc.Behavior = new FakeRedfishBehavior());

    private FaultOutcome Play() => _run.Play(new RedfishMeterProvider());

    private void Show(double seconds)
    {
        var watts = _course.Watts(seconds).ToString("0.#", CultureInfo.InvariantCulture);
        var energy = _start + (_course.Joules(seconds) / JoulesPerKilowattHour);
        _bmc.Resources[Environment] = string.Create(CultureInfo.InvariantCulture, $$"""{ "PowerWatts": { "Reading": {{_reading ?? watts}} }, "EnergykWh": { "Reading": {{energy:0.000}} } }""");
        for (var supply = 0; supply < 2; supply++)
            _bmc.Resources[FormattableString.Invariant($"/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/{supply}/Metrics")] = string.Create(CultureInfo.InvariantCulture, $$"""{ "OutputPowerWatts": { "Reading": {{0.46 * _course.Watts(seconds):0.#}} } }""");
    }
}
