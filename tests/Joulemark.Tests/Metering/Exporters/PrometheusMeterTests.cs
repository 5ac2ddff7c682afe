using Joulemark.Metering;
using Joulemark.Metering.Exporters;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Exporters;

public sealed class PrometheusMeterTests : IDisposable
{
    private const string Package = """{"__name__":"node_rapl_package_joules_total","index":"0","instance":"INSTANCE","job":"node","path":"/sys/class/powercap/intel-rapl:0"}""";
    private const string Wall = """{"__name__":"ipmi_dcmi_power_consumption_watts","instance":"INSTANCE","job":"ipmi"}""";

    private readonly ExporterHost _host = new();

    [Fact]
    public void Series_OfThisMachine_AreChannelsWithThePaceOfTheirScrapes()
    {
        using var server = new FakePrometheus((On(Package, "localhost:9100"), t => t % 1000), (On(Wall, "localhost:9290"), _ => 400), (On(Wall, "node8:9290"), _ => 300));

        var probe = Probe(server);

        using var meter = Assert.Single(probe.Meters);
        Assert.Equal("prometheus-node-exporter-cpu0-package prometheus-ipmi-node", TestHost.Names(meter.Channels));
        Assert.All(meter.Channels, c => Assert.Equal(("prometheus", 1.0, 1.0, null), (c.Source, c.ReadEverySeconds, c.UpdatePeriodSeconds, c.Node)));
        Assert.Contains("as recorded from localhost:9100", meter.Channels[0].Description, StringComparison.Ordinal);
        var readings = new double?[] { 1, 2 };
        meter.Read(readings);
        Assert.Equal([null, null], readings);
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"activeTargets":[{"labels":{"instance":"other","job":"ipmi"},"scrapeInterval":"7s"},{"labels":{"instance":"localhost:9290","job":"ipmi"},"scrapeInterval":"1m30s"}]}}""", 90)]
    [InlineData("""{"status":"success","data":{"activeTargets":[{"labels":7}]}}""", 15)]
    [InlineData(null, 15)]
    public void Pace_OfASeriesScrapedOnce_IsThatOfTheConfiguration(string? targets, double seconds)
    {
        using var server = new FakePrometheus((On(Wall, "localhost:9290"), _ => 400)) { Targets = targets };
        server.FirstScrape = Math.Floor(server.Now) + 3600;

        using var meter = Assert.Single(Probe(server).Meters);

        Assert.Equal(seconds, Assert.Single(meter.Channels).ReadEverySeconds);
    }

    [Fact]
    public void Series_OfANamedMachine_AreChosenByItsName()
    {
        using var server = new FakePrometheus((On(Wall, "node7:9290"), _ => 400), (On(Wall, "node8:9290"), _ => 300));

        using var meter = Assert.Single(Probe(server, "node8").Meters);

        Assert.Equal("node8/prometheus-ipmi-node", TestHost.Names(meter.Channels));
    }

    [Fact]
    public void Series_OfOtherMachines_AreListedAndNotTaken()
    {
        using var server = new FakePrometheus((On(Wall, "node7:9290"), _ => 400), (On(Wall, "node8:9290"), _ => 300));

        foreach (var node in (string?[])[null, "node9"])
        {
            var probe = Probe(server, node);
            Assert.Empty(probe.Meters);
            var missing = Assert.Single(probe.Missing);
            Assert.Contains("node7, node8", missing.Reason, StringComparison.Ordinal);
            Assert.Contains("'node'", missing.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Series_OfTheOnlyMachine_AreTakenForThisOne()
    {
        using var server = new FakePrometheus((On(Wall, "exporter-in-a-container:9290"), _ => 400));

        Assert.Single(Probe(server).Meters).Dispose();
        Assert.Empty(Probe(server, "node9").Meters);
    }

    [Fact]
    public void Labels_OfTheUser_PickASeriesOut()
    {
        using var server = new FakePrometheus((On(Wall, "node7:9290"), _ => 400), (On(Wall, "node8:9290"), _ => 300));
        var map = new MetricMapping
        {
            Metric = "ipmi_dcmi_power_consumption_watts",
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["instance"] = "node7:9290" },
            Channel = "bmc",
            Part = MachinePart.Node,
            Reading = ReadingKind.Power,
            Scale = 1,
        };

        using var meter = Assert.Single(Probe(server, null, map).Meters);

        Assert.Equal("bmc", TestHost.Names(meter.Channels));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7200)]
    [InlineData(86400)]
    public void History_IsPlacedOnOurClock_WithOneSampleOutsideEachEnd(double ahead)
    {
        // The counter tells the server's time, so that each reading says where it belongs.
        using var server = new FakePrometheus((On(Package, "localhost:9100"), t => t)) { Ahead = ahead };
        using var meter = Assert.IsType<PrometheusMeter>(Assert.Single(Probe(server).Meters));
        var (start, end) = (_host.Clock.Now - TimeSpan.FromSeconds(30), _host.Clock.Now - TimeSpan.FromSeconds(10));

        var samples = meter.Fetch(start, end);

        Assert.InRange(samples.Count, 21, 22);
        Assert.True(samples[0].Time <= start && samples[1].Time > start && samples[^1].Time >= end && samples[^2].Time < end);
        Assert.All(samples.Zip(samples.Skip(1)), pair => Assert.Equal(1, (pair.Second.Time - pair.First.Time).TotalSeconds, 1e-3));
        var offset = server.Now - _host.Clock.Now.Seconds;
        Assert.All(samples, s => Assert.Equal(s.Reading!.Value, s.Time.Seconds + offset, 1.0));
        Assert.Equal(Math.Abs(ahead) > 1 ? "JM2033+ JM2034" : "JM2033+", _host.Ids);
    }

    [Fact]
    public void Scrape_AfterTheEnd_IsWaitedFor()
    {
        using var server = new FakePrometheus((On(Package, "localhost:9100"), t => t));
        using var meter = Assert.IsType<PrometheusMeter>(Assert.Single(Probe(server).Meters));
        var end = _host.Clock.Now;

        var samples = meter.Fetch(end - TimeSpan.FromSeconds(5), end);

        Assert.True(samples[^1].Time >= end);
        Assert.Equal("JM2033+", _host.Ids);
    }

    [Fact]
    public void Scrape_ThatNeverComes_IsSaid()
    {
        using var server = new FakePrometheus((On(Package, "localhost:9100"), t => t));
        using var meter = Assert.IsType<PrometheusMeter>(Assert.Single(Probe(server).Meters));
        server.LastScrape = Math.Floor(server.Now) - 20;
        var end = _host.Clock.Now - TimeSpan.FromSeconds(10);

        var samples = meter.Fetch(end - TimeSpan.FromSeconds(20), end);

        Assert.True(samples[^1].Time < end);
        Assert.Equal("JM2033+ JM2036", _host.Ids);
    }

    [Fact]
    public void Server_ThatIsGoneAfterTheRun_IsSaid()
    {
        using var server = new FakePrometheus((On(Package, "localhost:9100"), t => t));
        using var meter = Assert.IsType<PrometheusMeter>(Assert.Single(Probe(server).Meters));
        server.Http.Fault = FakeExporterFault.Unavailable;

        Assert.Empty(meter.Fetch(new Timestamp(0), _host.Clock.Now));
        Assert.Equal("JM2033+ JM2036", _host.Ids);
    }

    [Fact]
    public void History_OfJoulemarksOwnPage_IsKnownWhole()
    {
        using var server = new FakePrometheus(
            ("""{"__name__":"joulemark_channel_info","channel":"gpu0","source":"nvml","part":"gpu","provenance":"counter","reading":"energy-counter","device":"0","device_id":"GPU-a","gain":"0.05","instance":"localhost:9109","job":"joulemark"}""", _ => 1),
            ("""{"__name__":"joulemark_clock_seconds","instance":"localhost:9109","job":"joulemark"}""", t => t + 500),
            ("""{"__name__":"joulemark_energy_joules_total","channel":"gpu0","instance":"localhost:9109","job":"joulemark"}""", t => t));

        using var meter = Assert.IsType<PrometheusMeter>(Assert.Single(Probe(server).Meters));

        var channel = Assert.Single(meter.Channels);
        Assert.Equal(("prometheus-joulemark-gpu0", "GPU-a", 0.05, Provenance.Counter), (channel.Name, channel.DeviceId, channel.GainUncertainty, channel.Provenance));

        // That machine's clock, which stamped the samples, is 500 s ahead of the server's.
        var now = _host.Clock.Now;
        var offset = server.Now - now.Seconds;
        var samples = meter.Fetch(now - TimeSpan.FromSeconds(530), now - TimeSpan.FromSeconds(510));
        Assert.NotEmpty(samples);
        Assert.All(samples, s => Assert.Equal(s.Reading!.Value - 500, s.Time.Seconds + offset, 1.0));
    }

    [Fact]
    public void Address_OfSomethingElse_IsMissingWithARemedy()
    {
        using var exporter = FakeExporter.Start("up 1\n");
        var missing = Assert.Single(Probe(exporter.Url, null).Missing);
        Assert.Contains("something else than Prometheus' query API", missing.Reason, StringComparison.Ordinal);

        exporter.Fault = FakeExporterFault.NotFound;
        Assert.Contains("404", Assert.Single(Probe(exporter.Url, null).Missing).Reason, StringComparison.Ordinal);
        exporter.Fault = FakeExporterFault.None;
        exporter.Say("""{"status":"success","data":{"resultType":"vector","result":[{"metric":7,"value":[1]}]}}""");
        Assert.Contains("does not tell its time", Assert.Single(Probe(exporter.Url, null).Missing).Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _host.Dispose();

    private MeterProbe Probe(FakePrometheus server, string? node = null, params MetricMapping[] map) => Probe(server.Url, node, map);

    private MeterProbe Probe(Uri url, string? node, params MetricMapping[] map) =>
        new PrometheusMeterProvider().Probe(_host.ToHost(ExporterHost.Source(url, node, map) with { Kind = "prometheus" }));

    private static string On(string series, string instance) => series.Replace("INSTANCE", instance, StringComparison.Ordinal);
}
