using Joulemark.Metering;
using Joulemark.Metering.Ptd;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Joulemark.Tests.Metering;
using Xunit;

namespace Joulemark.Tests.Faults;

/// <summary>
/// A power analyzer at the wall, over PTDaemon's text lines, read every second. Windows are from 14 to 24, 27 to 37 and 40
/// to 50 units of 3 s, idle with the server up from 7 to 11.
/// </summary>
public sealed class PtdFaultTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly FaultCourse _course = new(unit: 3, noise: 0.02);
    private readonly FakePtd _daemon;
    private readonly FaultRun _run;
    private double? _watts;

    public PtdFaultTests()
    {
        _daemon = FakePtd.Start(time: _host.Time);
        _host.Sources = [new MeterSource { Kind = "ptdaemon", Url = _daemon.Url }];
        _run = new FaultRun(_host, _course, Boundary.Node, Show);
    }

    public void Dispose()
    {
        _run.Dispose();
        _daemon.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _host.Dispose();
    }

    [Fact]
    public void Nothing_Wrong_IsRight() => Play().IsRight();

    [Fact]
    public void Line_ThatDropsAndIsUpAgainAtOnce_CostsLittle()
    {
        _run.At(18.1, _daemon.Drop).At(18.5, _run.ReadUntilBack);
        Play().Reports("JM2047").IsRight();
    }

    [Theory]
    [InlineData(18, 21)]
    [InlineData(23, 25)]
    public void Daemon_ThatAnswersWithErrorsForAWhile_IsMarked(double from, double to)
    {
        // Each error closes the line; a new one is built up in the background, and the first question over it fails again.
        _run.At(from, () => _daemon.Behavior = _daemon.Behavior with { FailsOn = "RL" }).At(to, () =>
        {
            _daemon.Behavior = _daemon.Behavior with { FailsOn = null };
            _run.ReadUntilBack();
        });
        Play().Reports("JM2047").Marks("sample-gap", 1);
    }

    [Fact]
    public void Line_ThatStaysDown_IsMarked()
    {
        _run.At(30, () =>
        {
            _daemon.Behavior = _daemon.Behavior with { IsDown = true };
            _daemon.Drop();
        });
        Play().Reports("JM2047").Marks("sample-gap", 2, 3);
    }

    [Theory]
    [InlineData(-1)] // the daemon's error
    [InlineData(-2)] // its missed sample
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(4294967295000)]
    public void Sample_ThatIsAnError_CostsLittle(double watts)
    {
        Say(watts, 18.1, 18.4);
        Play().IsRight();
    }

    [Fact]
    public void Sample_ThatIsASpike_IsMarked()
    {
        Say(20_000, 18.1, 18.4);
        Play().Says("uncertain");
    }

    [Fact]
    public void Sample_ThatNoMachineDraws_IsDropped()
    {
        Say(300_000, 18.1, 18.4);
        Play().IsRight();
    }

    [Fact]
    public void Samples_ThatAreErrorsForAWhile_AreMarked()
    {
        Say(-1, 18, 20);
        Play().Marks("sample-gap", 1);
    }

    [Fact]
    public void Samples_ThatAreStuck_AreMarked()
    {
        Say(350.5, 12, 25);
        Play().Says("frozen-power");
    }

    private void Say(double watts, double from, double to) => _run.At(from, () => _watts = watts).At(to, () => _watts = null);

    private FaultOutcome Play() => _run.Play(new PtdMeterProvider());

    private void Show(double seconds) => _daemon.Behavior = _daemon.Behavior with { Watts = _watts ?? _course.Watts(seconds) };
}
