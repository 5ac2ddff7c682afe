using System.Collections.Concurrent;
using Joulemark.Diagnostics;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Metering.Exporters;
using Joulemark.Metrology;
using Xunit;

namespace Joulemark.IntegrationTests.Meters;

/// <summary>Against the real programs: node_exporter's own page, and what Prometheus makes of it.</summary>
public sealed class PrometheusTests
{
    private static readonly string[] Names =
        ["prometheus-node-exporter-cpu0-package", "prometheus-node-exporter-cpu0-dram", "prometheus-joulemark-cpu0-package", "prometheus-joulemark-cpu0-dram"];

    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(4);

    /// <summary>Readings tell when they were taken; a busy machine may hold a counter, a scrape or an answer up.</summary>
    private const double Tolerance = 3;

    private readonly ConcurrentQueue<Diagnostic> _said = [];
    private readonly MonotonicClock _clock = new(TimeProvider.System);

    [Fact]
    public async Task NodeExporter_OverRapl_IsReadAsItCounts()
    {
        await using var sysfs = new TimeCodedSysfs(_clock);
        await using var exporters = await RealExporters.StartAsync(sysfs.Sysfs);
        var probe = new ExporterMeterProvider().Probe(Host("exporter", exporters.NodeExporter));

        var meter = Assert.IsType<ITimedMeter>(Assert.Single(probe.Meters), exactMatch: false);
        Assert.Equal(["node-exporter-cpu0-package", "node-exporter-cpu0-dram"], meter.Channels.Select(c => c.Name));
        Assert.All(meter.Channels, c => Assert.Equal("cpu0", c.DeviceId));
        var (readings, times) = (new double?[2], new Timestamp?[2]);
        for (var i = 0; i < 3; i++)
        {
            meter.Read(readings);
            meter.ReadTimes(times);
            Assert.All(readings.Zip(times), r => Assert.Equal(r.Second!.Value.Seconds, r.First!.Value, Tolerance));
        }

        meter.Dispose();
    }

    [Fact]
    public async Task Prometheus_AfterARun_GivesItsRawSamplesOnOurClock()
    {
        await using var sysfs = new TimeCodedSysfs(_clock);
        await using var exporters = await RealExporters.StartAsync(sysfs.Sysfs);
        await using var served = CliProcess.Start(["meters", "--serve", "127.0.0.1:0"], new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_SYSFS"] = sysfs.Sysfs.Root });
        var line = await served.OutputLineAsync("http://");
        var own = new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim());
        var host = Host("prometheus", await exporters.StartPrometheusAsync(own));
        await Eventually.IsTrueAsync(() =>
        {
            using var probe = Probe(host);
            return Names.All(n => probe?.Channels.Any(c => c.Name == n) is true);
        }, "Prometheus has scraped both exporters");

        using var meter = Probe(host)!;
        var start = _clock.Now;
        await Task.Delay(Stretch, TestContext.Current.CancellationToken);
        var end = _clock.Now;
        var samples = meter.Fetch(start, end).ToLookup(s => s.Channel, StringComparer.Ordinal);

        foreach (var name in Names)
        {
            var history = samples[name].ToList();
            Assert.True(history.Count >= 3, $"{name}: {history.Count} samples between {start} and {end}\n{string.Join('\n', _said)}");
            Assert.True(history[0].Time <= start && history[^1].Time >= end, $"{name} does not bracket the stretch");
            if (name.Contains("node-exporter", StringComparison.Ordinal))
                Assert.All(history, s => Assert.Equal(s.Time.Seconds, s.Reading!.Value, Tolerance));

            // Watts are joules by seconds: one, whatever the exporter began to count from.
            var watts = (history[^1].Reading - history[0].Reading) / (history[^1].Time - history[0].Time).TotalSeconds;
            Assert.InRange(watts!.Value, 0.5, 1.5);
        }

        Assert.All(meter.Channels.Where(c => c.Name.Contains("cpu0", StringComparison.Ordinal)), c => Assert.InRange(c.ReadEverySeconds!.Value, 0.9, 3));
    }

    private static PrometheusMeter? Probe(MeterHost host) => (PrometheusMeter?)new PrometheusMeterProvider().Probe(host).Meters.SingleOrDefault();

    private MeterHost Host(string kind, Uri url) => new(new HostPaths(), _clock, new SystemUnderTest()) { Sources = [new MeterSource { Kind = kind, Url = url }], Report = _said.Enqueue };
}
