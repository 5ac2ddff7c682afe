using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Metering.Ptd;
using Joulemark.Metrology;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Ptd;

public sealed class PtdMeterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Read_NewSample_GivesItsWattsAndMoment()
    {
        await using var daemon = Daemon();
        using var meter = Probe(daemon);
        _host.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(312.5, Read(meter));
        Assert.Equal(new Timestamp(5_000_000_000), ((PtdMeter)meter).ReadingTime);
    }

    [Fact]
    public async Task Read_SampleThatWaited_BelongsToItsOwnMoment()
    {
        await using var daemon = Daemon();
        using var meter = Probe(daemon);
        _host.Time.Advance(TimeSpan.FromSeconds(5));
        daemon.Behavior = daemon.Behavior with { ClockAhead = TimeSpan.FromSeconds(-0.7) }; // stamped 0.7 s before we asked
        Read(meter);
        Assert.Equal(4.3, ((PtdMeter)meter).ReadingTime!.Value.Seconds, 3);
    }

    [Fact]
    public async Task Read_SeveralNewSamples_GivesTheNewest()
    {
        await using var daemon = Daemon();
        using var meter = Probe(daemon);
        _host.Time.Advance(TimeSpan.FromSeconds(9));
        daemon.Behavior = daemon.Behavior with { SamplesPerRead = 4, Watts = 200 };
        Assert.Equal(200, Read(meter));
        Assert.Equal(9, ((PtdMeter)meter).ReadingTime!.Value.Seconds, 3);
    }

    [Fact]
    public async Task Read_NoNewSample_IsMissing()
    {
        await using var daemon = Daemon();
        using var meter = Probe(daemon);
        daemon.Behavior = daemon.Behavior with { SamplesPerRead = 0 };
        Assert.Null(Read(meter));
        Assert.Null(((PtdMeter)meter).ReadingTime);
        Assert.Empty(_host.Reports);
    }

    [Theory]
    [InlineData(-1)] // the daemon's error
    [InlineData(-2)] // its missed sample
    [InlineData(0)] // nothing connected
    [InlineData(2e9)]
    [InlineData(double.NaN)]
    public async Task Read_ErrorValue_IsMissing(double watts)
    {
        await using var daemon = Daemon();
        using var meter = Probe(daemon);
        daemon.Behavior = daemon.Behavior with { Watts = watts };
        Assert.Null(Read(meter));
    }

    [Fact]
    public async Task Read_OlderDaemon_IsAskedInItsWay()
    {
        await using var daemon = Daemon(new FakePtdBehavior { WantsCount = true });
        using var meter = Probe(daemon);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(312.5, Read(meter));
        Assert.Equal("RL,*", daemon.Commands[^1]);
    }

    [Fact]
    public async Task Read_OneOfSeveralSilent_GivesNoSum()
    {
        await using var left = Daemon();
        await using var right = Daemon();
        using var meter = Probe(left, right);
        right.Behavior = right.Behavior with { SamplesPerRead = 0 };
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        var readings = new double?[3];
        meter.Read(readings);
        Assert.Equal([null, 312.5, null], readings);
    }

    [Fact]
    public async Task Read_LineDropped_IsMissingUntilItIsUpAgain()
    {
        await using var daemon = Daemon();
        using var meter = Probe(daemon);
        daemon.Drop();
        Assert.Null(Read(meter));
        Assert.Equal(DiagnosticSeverity.Warning, Assert.Single(_host.Reported("JM2047")).Severity);

        await Until(() => Read(meter) is not null);
        Assert.Equal([DiagnosticSeverity.Warning, DiagnosticSeverity.Info], _host.Reported("JM2047").Select(r => r.Severity));
        Assert.Contains("Stop", daemon.Commands); // a measurement that the daemon went on with is ended first
    }

    [Fact]
    public async Task Read_DaemonStaysAway_IsTriedAgainLessAndLess()
    {
        await using var daemon = Daemon();
        using var meter = Probe(daemon);
        var start = _host.Time.GetUtcNow();
        daemon.Behavior = daemon.Behavior with { IsDown = true };
        daemon.Drop();
        await Until(() =>
        {
            _host.Time.Advance(TimeSpan.FromSeconds(0.1));
            return Read(meter) is null && daemon.Refused == 4;
        });

        // One try at once, then pauses of at least 1, 2 and 4 s.
        Assert.True(_host.Time.GetUtcNow() - start >= TimeSpan.FromSeconds(7));
        Assert.Single(_host.Reported("JM2047"));
        daemon.Behavior = daemon.Behavior with { IsDown = false };
        await Until(() =>
        {
            _host.Time.Advance(TimeSpan.FromSeconds(1));
            return Read(meter) is not null;
        });
    }

    [Fact]
    public async Task Read_AnswerToNewSamplesIsAnError_IsMissingAndReported()
    {
        await using var daemon = Daemon();
        using var meter = Probe(daemon);
        daemon.Behavior = daemon.Behavior with { FailsOn = "RL" };
        Assert.Null(Read(meter));
        Assert.Contains("told to fail", Assert.Single(_host.Reported("JM2047")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.9, true)]
    [InlineData(-0.9, true)]
    [InlineData(0.7, false)]
    [InlineData(-7 * 3600, false)] // another time zone
    [InlineData((5.75 * 3600) + 1.5, true)] // Kathmandu, and off
    public async Task Read_ClockOfTheDaemon_IsJudgedBesideItsZone(double seconds, bool reported)
    {
        await using var daemon = Daemon(new FakePtdBehavior { ClockAhead = TimeSpan.FromSeconds(seconds) });
        using var meter = Probe(daemon);
        for (var i = 0; i < 5; i++)
        {
            _host.Time.Advance(TimeSpan.FromSeconds(1));
            Read(meter);
            Assert.Equal(i + 1, ((PtdMeter)meter).ReadingTime!.Value.Seconds, 3);
        }

        Assert.Equal(reported ? 1 : 0, _host.Reported("JM2046").Count);
    }

    [Fact]
    public async Task Read_UncertaintyAboveOnePercent_IsReportedOnceWithTheRange()
    {
        await using var daemon = Daemon();
        using var meter = Probe(daemon);
        daemon.Behavior = daemon.Behavior with { Uncertainty = 0.013 };
        for (var i = 0; i < 30; i++)
            Read(meter);
        var report = Assert.Single(_host.Reported("JM2045"));
        Assert.Contains("1.3 %", report.Message, StringComparison.Ordinal);
        Assert.Contains("?volts=230&amps=1.6", report.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_LineDown_GivesTheRangesBackOverANewOne()
    {
        await using var daemon = Daemon();
        var meter = Probe(daemon);
        daemon.Drop();
        Read(meter);
        Assert.Equal("Auto", daemon.VoltRange);
        meter.Dispose();
        Assert.Equal("300.0", daemon.VoltRange);
        Assert.False(daemon.IsMeasuring);
        Assert.Empty(_host.Reported("JM2049"));
    }

    [Fact]
    public async Task Interrupt_OfAReadingThatHangs_EndsIt_AndTheRangesAreGivenBackOverANewLine()
    {
        await using var daemon = Daemon();
        _host.Sources = [new MeterSource { Kind = "ptdaemon", Url = daemon.Url }];
        using var meter = (IInterruptibleMeter)new PtdMeterProvider { Timeout = TimeSpan.FromMinutes(5) }.Probe(_host.ToHost()).Meters.Single();
        daemon.Behavior = daemon.Behavior with { HangsOn = "RL" };
        using var sampler = new Sampler([meter], new MonotonicClock(TimeProvider.System), 10, _ => { });
        var before = daemon.Commands.Count;
        sampler.Start();
        await Until(() => daemon.Commands.Skip(before).Contains("RL"));
        await Task.Run(sampler.Dispose, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Empty(sampler.Hung);
        meter.Dispose();
        Assert.Equal("300.0", daemon.VoltRange);
        Assert.False(daemon.IsMeasuring);
        Assert.Empty(_host.Reported("JM2049"));
    }

    [Fact]
    public async Task Dispose_DaemonGone_SaysWhatTheRangesWere()
    {
        await using var daemon = Daemon();
        var meter = Probe(daemon);
        daemon.Behavior = daemon.Behavior with { IsDown = true };
        daemon.Drop();
        meter.Dispose();
        Assert.Contains("SR,V,300.0 and SR,A,Auto", Assert.Single(_host.Reported("JM2049")).Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SR,V,Auto")]
    [InlineData("SR,A,2.0")]
    public async Task Dispose_RangeRefused_SaysWhatTheRangesWere(string refused)
    {
        await using var daemon = Daemon();
        (daemon.VoltRange, daemon.AmpRange) = ("Auto", "2.0");
        _host.Sources = [new MeterSource { Kind = "ptdaemon", Url = new Uri($"{daemon.Url}?volts=300&amps=5") }];
        var meter = new PtdMeterProvider().Probe(_host.ToHost()).Meters.Single();
        daemon.Behavior = daemon.Behavior with { FailsOn = refused };
        meter.Dispose();
        var report = Assert.Single(_host.Reported("JM2049"));
        Assert.Contains($"to {refused}", report.Message, StringComparison.Ordinal);
        Assert.Contains("SR,V,Auto and SR,A,2.0", report.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_OfAnInstrumentThatNeverTookOurRange_HasNothingToGiveBack()
    {
        await using var daemon = Daemon(new FakePtdBehavior { FailsOn = "SR,V" }); // it does not know Auto and kept its own
        Probe(daemon).Dispose();
        Assert.Empty(_host.Reported("JM2049"));
    }

    [Fact]
    public async Task Dispose_AfterAutomaticRanges_ProposesFixedOnes()
    {
        await using var daemon = Daemon();
        Probe(daemon).Dispose();
        var report = Assert.Single(_host.Reported("JM2048"));
        Assert.Equal(DiagnosticSeverity.Info, report.Severity);
        Assert.Contains($"{daemon.Url.Authority}?volts=230&amps=1.6", report.Remedy, StringComparison.Ordinal);
    }

    private FakePtd Daemon(FakePtdBehavior? behavior = null) => FakePtd.Start(behavior, _host.Time);

    private ITimedMeter Probe(params FakePtd[] daemons)
    {
        _host.Sources = [.. daemons.Select(d => new MeterSource { Kind = "ptdaemon", Url = d.Url })];
        return (ITimedMeter)new PtdMeterProvider().Probe(_host.ToHost()).Meters.Single();
    }

    private static double? Read(ITimedMeter meter)
    {
        var readings = new double?[meter.Channels.Count];
        meter.Read(readings);
        return readings[0];
    }

    /// <summary>Reconnecting goes on in the background, so what it leads to is waited for.</summary>
    private async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(5, deadline.Token);
    }
}
