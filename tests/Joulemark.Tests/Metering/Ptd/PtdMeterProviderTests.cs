using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Metering.Ptd;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Ptd;

public sealed class PtdMeterProviderTests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Probe_OneAnalyzer_IsTheNode()
    {
        await using var daemon = Daemon();
        using var meter = Probe(daemon).Meters.Single();

        var channel = Assert.Single(meter.Channels);
        Assert.Equal("node", channel.Name);
        Assert.Equal(MachinePart.Node, channel.Part);
        Assert.Equal(Provenance.Integrated, channel.Provenance);
        Assert.Equal("at the wall: FakeWT310E by PTDaemon 1.10.0, calibrated 11-Nov-2026", channel.Description);
        Assert.Equal(1, channel.AveragingSeconds);
        Assert.Equal(new MeterPace(TimeSpan.FromSeconds(1), MayBlock: true), meter.Pace);
    }

    [Fact]
    public async Task Probe_UncertaintyOfTheDaemon_IsTheGain()
    {
        await using var daemon = Daemon(new FakePtdBehavior { Uncertainty = 0.0031 });
        using var meter = Probe(daemon).Meters.Single();
        Assert.Equal(0.0031, meter.Channels[0].GainUncertainty);
        Assert.Contains("PTDaemon's own estimate", meter.Channels[0].GainSource, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_UncertaintyUnknown_IsABoundOfOurs()
    {
        await using var daemon = Daemon(new FakePtdBehavior { Uncertainty = null });
        using var meter = Probe(daemon).Meters.Single();
        Assert.Equal(0.02, meter.Channels[0].GainUncertainty);
        Assert.Contains("Joulemark's bound", meter.Channels[0].GainSource, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_SpeaksTheProtocol_InTheOrderOfMlperf()
    {
        await using var daemon = Daemon();
        using (Probe(daemon).Meters.Single())
            Assert.Equal("Hello|Identify|RR|SR,V,Auto|SR,A,Auto|Go,1000,0,joulemark|RL|Uncertainty", string.Join('|', daemon.Commands));
        Assert.Equal("Stop|SR,V,300.0|SR,A,Auto", string.Join('|', daemon.Commands.Skip(8)));
        Assert.False(daemon.IsMeasuring);
    }

    [Fact]
    public async Task Probe_RangesInTheAddress_AreSetAndGivenBack()
    {
        await using var daemon = Daemon();
        daemon.AmpRange = "20.0";
        using (Probe(new Uri(daemon.Url, "?volts=150&amps=2.5")).Meters.Single())
            Assert.Equal(("150", "2.5"), (daemon.VoltRange, daemon.AmpRange));
        Assert.Equal(("300.0", "20.0"), (daemon.VoltRange, daemon.AmpRange));
    }

    [Fact]
    public async Task Probe_RangeThatTheAnalyzerLacks_IsMissingAndLeavesNothingChanged()
    {
        await using var daemon = Daemon(new FakePtdBehavior { FailsOn = "SR,A,7" });
        var missing = OnlyMissing(Probe(new Uri(daemon.Url, "?volts=150&amps=7")));
        Assert.Contains("range 7 A", missing.Reason, StringComparison.Ordinal);
        Assert.Equal("300.0", daemon.VoltRange);
    }

    [Theory]
    [InlineData("?amps=lots")]
    [InlineData("?ohms=3")]
    public async Task Probe_NonsenseInTheAddress_IsNamed(string query)
    {
        await using var daemon = Daemon();
        var missing = OnlyMissing(Probe(new Uri(daemon.Url, query)));
        Assert.Contains(query[1..], missing.Reason, StringComparison.Ordinal);
        Assert.Empty(daemon.Commands);
    }

    [Fact]
    public void Probe_NobodyListens_IsMissingWithARemedy()
    {
        var url = new UriBuilder(FakeOpenAIServer.NobodyListens()) { Scheme = "ptd" }.Uri;
        var missing = OnlyMissing(Probe(url));
        Assert.Contains(FormattableString.Invariant($"127.0.0.1:{url.Port}"), missing.Reason, StringComparison.Ordinal);
        Assert.Contains("Start PTDaemon", missing.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hello", "not PTDaemon")]
    [InlineData("Identify", "Identify is not understood")]
    [InlineData("Go", "does not start a measurement")]
    public async Task Probe_DaemonThatRefuses_IsMissingWithItsAnswer(string command, string reason)
    {
        await using var daemon = Daemon(new FakePtdBehavior { FailsOn = command });
        var missing = OnlyMissing(Probe(daemon));
        Assert.Contains(reason, missing.Reason, StringComparison.Ordinal);
        Assert.Contains("told to fail", missing.Reason, StringComparison.Ordinal);
        Assert.Equal(("300.0", "Auto"), (daemon.VoltRange, daemon.AmpRange));
    }

    [Theory]
    [InlineData("Hello")]
    [InlineData("RL")]
    [InlineData("Uncertainty")]
    public async Task Probe_DaemonThatHangs_IsMissingInTime(string command)
    {
        await using var daemon = Daemon(new FakePtdBehavior { HangsOn = command });
        var missing = OnlyMissing(Probe(daemon, TimeSpan.FromSeconds(1)));
        Assert.Contains("no answer within 1000 ms", missing.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_AnalyzerWithoutSamples_IsMissingInTime()
    {
        await using var daemon = Daemon(new FakePtdBehavior { SamplesPerRead = 0 });
        Assert.Contains("no sample within 1 s", OnlyMissing(Probe(daemon, TimeSpan.FromSeconds(1))).Reason, StringComparison.Ordinal);
        Assert.Equal("300.0", daemon.VoltRange);
    }

    [Theory]
    [InlineData("Dummy", "power", "invented")]
    [InlineData("FakeThermometer", "temperature", "measures no power")]
    public async Task Probe_InstrumentThatIsNoAnalyzer_IsMissing(string model, string mode, string reason)
    {
        await using var daemon = Daemon(new FakePtdBehavior { Model = model, Mode = mode });
        Assert.Contains(reason, OnlyMissing(Probe(daemon)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_RangesThatCannotBeSet_AreLeftAlone()
    {
        await using var daemon = Daemon(new FakePtdBehavior { SetsRanges = false });
        using (Probe(daemon).Meters.Single())
        {
        }

        Assert.DoesNotContain(daemon.Commands, c => c.StartsWith("SR", StringComparison.Ordinal));
        Assert.Empty(_host.Reports);
    }

    [Fact]
    public async Task Probe_SeveralAnalyzersOfANode_AreSummed()
    {
        await using var left = Daemon(new FakePtdBehavior { Watts = 300 });
        await using var right = Daemon(new FakePtdBehavior { Watts = 45, Uncertainty = 0.008 });
        using var meter = Probe(left.Url, right.Url).Meters.Single();

        Assert.Equal("node node-analyzer0 node-analyzer1", TestHost.Names(meter.Channels));
        Assert.Equal([MachinePart.Node, MachinePart.Other, MachinePart.Other], meter.Channels.Select(c => c.Part));
        Assert.Equal([false, true, true], meter.Channels.Select(c => c.CrossCheck));
        Assert.Equal(0.008, meter.Channels[0].GainUncertainty);
        var readings = new double?[3];
        meter.Read(readings);
        Assert.Equal([345, 300, 45], readings);
    }

    [Fact]
    public async Task Probe_OneOfSeveralMissing_GivesNoSumAndLeavesTheOthersAlone()
    {
        await using var left = Daemon();
        var probe = Probe(left.Url, new UriBuilder(FakeOpenAIServer.NobodyListens()) { Scheme = "ptd" }.Uri);
        Assert.Contains("one of 2 analyzers", OnlyMissing(probe).What, StringComparison.Ordinal);
        Assert.False(left.IsMeasuring);
        Assert.Equal("300.0", left.VoltRange);
    }

    [Fact]
    public async Task Probe_AnalyzersOfTwoNodes_AreTwoMeters()
    {
        await using var here = Daemon();
        await using var there = Daemon();
        _host.Sources = [new MeterSource { Kind = "ptdaemon", Url = here.Url }, new MeterSource { Kind = "ptdaemon", Url = there.Url, Node = "gpu07", Every = TimeSpan.FromSeconds(2) }];
        var meters = new PtdMeterProvider().Probe(_host.ToHost()).Meters;
        Assert.Equal("node gpu07/node", TestHost.Names(meters.SelectMany(m => m.Channels)));
        Assert.Equal("gpu07", meters[1].Channels[0].Node);
        Assert.Equal(2, meters[1].Channels[0].ReadEverySeconds);
        foreach (var meter in meters)
            meter.Dispose();
    }

    [Fact]
    public async Task Probe_NoSourceNamed_LooksNowhere()
    {
        await using var daemon = Daemon();
        _host.Sources = [new MeterSource { Kind = "redfish", Url = daemon.Url }];
        var probe = new PtdMeterProvider().Probe(_host.ToHost());
        Assert.Empty(probe.Meters);
        Assert.Empty(probe.Missing);
        Assert.Empty(daemon.Commands);
    }

    private FakePtd Daemon(FakePtdBehavior? behavior = null) => FakePtd.Start(behavior, _host.Time);

    private MeterProbe Probe(FakePtd daemon) => Probe(daemon.Url);

    private MeterProbe Probe(FakePtd daemon, TimeSpan timeout)
    {
        _host.Sources = [new MeterSource { Kind = "ptdaemon", Url = daemon.Url }];
        return new PtdMeterProvider { Timeout = timeout }.Probe(_host.ToHost());
    }

    private MeterProbe Probe(params Uri[] urls)
    {
        _host.Sources = [.. urls.Select(u => new MeterSource { Kind = "ptdaemon", Url = u })];
        return new PtdMeterProvider().Probe(_host.ToHost());
    }

    private static MissingMeter OnlyMissing(MeterProbe probe)
    {
        Assert.Empty(probe.Meters);
        return Assert.Single(probe.Missing);
    }
}
