using Joulemark.Metering.Rapl;
using Joulemark.Records;
using Joulemark.Tests.Metering;
using Xunit;

namespace Joulemark.Tests.Faults;

/// <summary>The CPU's energy counters, by the kernel's files. Windows are from 14 to 24, 27 to 37 and 40 to 50 s, idle with the server up from 7 to 11 s.</summary>
public sealed class RaplFaultTests : IDisposable
{
    private const string Package = "intel-rapl:0";
    private const string Dram = "intel-rapl:0:0";
    private const double PackageShare = 0.8;

    /// <summary>The smallest range in the field: 2⁻¹⁶ J in 32 bits.</summary>
    private const double Range = 65_532.610987;

    private readonly TestHost _host = new();
    private readonly FaultCourse _course = new();
    private readonly FaultRun _run;
    private FaultyCounter _package;
    private double _range;
    private bool _fails;
    private bool _gone;

    public RaplFaultTests()
    {
        _run = new FaultRun(_host, _course, Boundary.Components, Show);
        _package = Counter(1000);
    }

    public void Dispose()
    {
        _run.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Nothing_Wrong_IsRight() => Play().IsRight();

    [Theory]
    [InlineData(9)] // in the idle with the server up
    [InlineData(14)] // at a window's start
    [InlineData(14.02)]
    [InlineData(19.3)] // in a window
    public void Wrap_IsFollowed(double at)
    {
        _package = Counter(Range - (PackageShare * _course.Joules(at)));
        Play().IsRight();
    }

    [Fact]
    public void Wraps_BetweenReadings_AreMarked()
    {
        // A counter of 700 J on a package of 240 W wraps every three seconds, and nobody looks for seven.
        _run.Starve(16, 23);
        Play(range: 700).Marks("sample-gap", 1);
    }

    [Fact]
    public void Wraps_OneBetweenReadings_IsFollowed()
    {
        _run.Starve(18, 20);
        Play(range: 700).IsRight();
    }

    [Theory]
    [InlineData(17.5)]
    [InlineData(14.01)]
    [InlineData(23.99)]
    public void Reset_InAWindow_IsMarked(double at)
    {
        _run.At(at, () => _package.Restart());
        Play().Marks("counter-reset", 1);
    }

    [Fact]
    public void Reset_BetweenWindows_CostsNothing()
    {
        _run.At(25.5, () => _package.Restart());
        Play().IsRight();
    }

    [Fact]
    public void Reset_InTheIdleBaseline_TakesTheNetFigureAway()
    {
        _run.At(9, () => _package.Restart());
        Play().HasNoNet();
    }

    [Theory]
    [InlineData(50)] // of which the step to the next reading hides a part
    [InlineData(500)]
    public void FallBack_IsMarked(double joules)
    {
        _run.At(17.5, () => _package.Shift(-joules));
        Play().Marks("counter-reset", 1);
    }

    [Fact]
    public void Jump_BeyondTheDevicesPower_IsMarked()
    {
        _run.At(17.5, () => _package.Shift(4_294));
        Play().Marks("counter-reset", 1);
    }

    [Fact]
    public void Stuck_ForAWholeWindow_IsMarked()
    {
        _run.At(13.5, () => _package.Hold()).At(24.5, () => _package.Release());
        Play().Marks("frozen-counter", 1);
    }

    [Fact]
    public void Stuck_FromMidRunOn_IsMarked()
    {
        _run.At(30, () => _package.Hold());
        var outcome = Play();
        outcome.Marks("stale-counter", 2, 3);
        outcome.Says("frozen-counter");
    }

    [Fact]
    public void Stuck_InTheIdleBaseline_TakesTheNetFigureAway()
    {
        _run.At(6.5, () => _package.Hold()).At(12.8, () => _package.Release());
        Play().HasNoNet();
    }

    [Theory]
    [InlineData(16, 17)] // in a window
    [InlineData(16, 22)]
    [InlineData(8, 10)] // in the idle baseline
    [InlineData(24.5, 26)] // between windows
    public void Stale_ThenJumping_InsideAStage_CostsNothing(double from, double to)
    {
        _run.At(from, () => _package.Hold()).At(to, () => _package.Release());
        Play().IsRight();
    }

    [Theory]
    [InlineData(13, 17)]
    [InlineData(21, 26)]
    public void Stale_ThenJumping_AcrossAnEdge_IsMarked(double from, double to)
    {
        _run.At(from, () => _package.Hold()).At(to, () => _package.Release());
        Play().Marks("stale-counter", 1);
    }

    [Fact]
    public void OneReading_Denied_CostsNothing()
    {
        Fail(18, 18.1);
        Play().IsRight();
    }

    [Fact]
    public void Readings_DeniedForAWhileInAWindow_AreRightAndMarked()
    {
        Fail(17, 19);
        Play().IsRightIn(1, 2, 3).Says("readings-dropped");
    }

    [Theory]
    [InlineData(13.5, 14.6)]
    [InlineData(23.4, 24.6)]
    public void Readings_DeniedAcrossAnEdge_AreMarked(double from, double to)
    {
        Fail(from, to);
        Play().Marks("sample-gap", 1);
    }

    [Fact]
    public void Permission_DeniedFromMidRunOn_IsMarked()
    {
        Fail(30, 99);
        Play().Marks("sample-gap", 2, 3);
    }

    [Fact]
    public void Permission_DeniedInTheIdleBaseline_TakesTheNetFigureAway()
    {
        Fail(6, 12);
        Play().HasNoNet();
    }

    [Fact]
    public void Package_TakenOffline_IsMarked()
    {
        _run.At(30, () =>
        {
            _host.Sysfs.FailReads(Package);
            _host.Sysfs.Remove(Dram);
            _host.Sysfs.Remove(Package);
            _gone = true;
        });
        Play().Marks("sample-gap", 2, 3);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(5)]
    public void Sampler_StarvedInAWindow_LosesNothing(double seconds)
    {
        _run.Starve(17, 17 + seconds);
        Play().IsRight();
    }

    [Theory]
    [InlineData(13.8)]
    [InlineData(23.8)]
    public void Sampler_StarvedAcrossAnEdgeForAShortWhile_IsRightWithinItsUncertainty(double from)
    {
        _run.Starve(from, from + 0.4);
        Play().IsRightIn(1, 2, 3);
    }

    [Theory]
    [InlineData(13.5, 1)]
    [InlineData(23.5, 1)]
    [InlineData(13, 5)]
    [InlineData(21, 5)]
    public void Sampler_StarvedAcrossAnEdge_IsMarked(double from, double seconds)
    {
        _run.Starve(from, from + seconds);
        Play().Marks("sample-gap", 1);
    }

    [Theory]
    [InlineData(0)] // the counter stood still, too
    [InlineData(100)] // it went on, and nobody would notice by it
    [InlineData(5000)]
    public void Sleep_InAWindow_IsMarked(double joules)
    {
        _run.Sleep(18, TimeSpan.FromSeconds(30)).At(18, () => _package.Shift(joules));
        Play().IsRightIn(2, 3).Says("clock-gap");
    }

    [Fact]
    public void Sleep_WithACounterThatStartsAgain_IsMarked()
    {
        _run.Sleep(18, TimeSpan.FromSeconds(30)).At(18, () => _package.Restart());
        Play().Marks("counter-reset", 1).Says("clock-gap");
    }

    [Fact]
    public void Sleep_InTheIdleBaseline_IsMarked()
    {
        _run.Sleep(9, TimeSpan.FromSeconds(30)).At(9, () => _package.Shift(100));
        Play().IsRightIn(1, 2, 3).Says("clock-gap");
    }

    [Fact]
    public void Sleep_BetweenWindows_CostsNothing()
    {
        _run.Sleep(25.5, TimeSpan.FromSeconds(30)).At(25.5, () => _package.Shift(100));
        Play().IsRight();
    }

    private FaultyCounter Counter(double start) => new(t => PackageShare * _course.Joules(t), start);

    private void Fail(double from, double to) => _run.At(from, () => _fails = true).At(to, () => _fails = false);

    private FaultOutcome Play(double range = Range)
    {
        _range = range;
        _host.Sysfs.AddRaplZone("package-0", Package, (ulong)(range * 1e6)).AddRaplZone("dram", Dram, (ulong)(Range * 1e6));
        return _run.Play(new RaplMeterProvider());
    }

    private void Show(double seconds)
    {
        var joules = _package.At(seconds);
        if (_gone)
            return;
        if (_fails)
            _host.Sysfs.FailReads(Package);
        else
            _host.Sysfs.SetEnergy(Package, (ulong)(joules % _range * 1e6));
        _host.Sysfs.SetEnergy(Dram, (ulong)((50 + ((1 - PackageShare) * _course.Joules(seconds))) * 1e6));
    }
}
