using System.Text;
using Joulemark.Metering;
using Joulemark.Metering.Exporters;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Metering.Exporters;

/// <summary>What <c>joulemark meters --serve</c> publishes, and that another Joulemark makes the same channels of it.</summary>
public sealed class MetersPublisherTests : IDisposable
{
    private static readonly Channel Package = new()
    {
        Name = "cpu0-package",
        Source = "rapl",
        Part = MachinePart.CpuPackage,
        Provenance = Provenance.Counter,
        Reading = ReadingKind.EnergyCounter,
        Device = 1,
        DeviceId = "cpu1",
        Description = "a \"CPU\" with C:\\ in its name",
        UpdatePeriodSeconds = 0.001,
        Resolution = 6.1e-5,
        WrapsAt = new Energy(1000),
        MaxPower = new Power(500),
        GainUncertainty = 0.1,
        GainSource = "a paper, doi:1",
        IncludesDram = true,
    };

    private static readonly Channel Node = new()
    {
        Name = "node",
        Source = "redfish",
        Part = MachinePart.Node,
        Provenance = Provenance.Integrated,
        Reading = ReadingKind.Power,
        AveragingSeconds = 1,
        ReadEverySeconds = 2,
        GainUncertainty = 0.03,
        GainSource = "the maker",
        CrossCheck = true,
    };

    private static readonly Channel Heat = new() { Name = "gpu0-temperature", Source = "nvml", Part = MachinePart.Gpu, Provenance = Provenance.Missing, Reading = ReadingKind.Indicator, Unit = "°C" };

    private static readonly MissingMeter Unread = new("nvml", "NVIDIA GPU energy", "the driver is not loaded", "sudo modprobe nvidia") { Part = MachinePart.Gpu, DeviceId = "GPU-a" };

    private readonly ExporterHost _host = new();
    private readonly MonotonicClock _clock = new(new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)));

    [Fact]
    public void Counter_ThatWraps_IsPublishedUnwrapped()
    {
        var publisher = Publish(Package);
        Add(publisher, Package, (0, 900), (1, 990), (2, 40), (3, 50));

        Assert.Equal("150 @ 1700000003.000000", Value(publisher, OwnMetrics.Energy, "cpu0-package"));
    }

    [Fact]
    public void Counter_ThatIsReset_StartsAgainFromZero()
    {
        var publisher = Publish(Package with { WrapsAt = null });
        Add(publisher, Package, (0, 900), (1, 990), (2, 40), (3, 50));

        Assert.Equal("10 @ 1700000003.000000", Value(publisher, OwnMetrics.Energy, "cpu0-package"));
    }

    [Fact]
    public void Power_IsIntegratedAndPublishedBesideIt()
    {
        var publisher = Publish(Node);
        Add(publisher, Node, (0, 100), (2, 200), (4, 200));

        Assert.Equal("700 @ 1700000004.000000", Value(publisher, OwnMetrics.Energy, "node"));
        Assert.Equal("200 @ 1700000004.000000", Value(publisher, OwnMetrics.Power, "node"));
    }

    [Fact]
    public void Power_AfterAGap_StartsAgainFromZero()
    {
        var publisher = Publish(Node);
        Add(publisher, Node, (0, 100), (2, 200), (20, 200), (22, 200));

        Assert.Equal("400 @ 1700000022.000000", Value(publisher, OwnMetrics.Energy, "node"));
    }

    [Fact]
    public void Reading_ThatIsMissing_IsLeftOut()
    {
        var publisher = Publish(Package, Node);
        Add(publisher, Package, (0, 900), (1, null));
        Add(publisher, Node, (0, double.NaN));

        Assert.True(!publisher.HasReadings);
        Assert.DoesNotContain(Samples(publisher), s => s.Name is OwnMetrics.Energy or OwnMetrics.Power);
        Add(publisher, Package, (1.2, 902));
        Assert.Equal("2 @ 1700000001.200000", Value(publisher, OwnMetrics.Energy, "cpu0-package"));
    }

    [Fact]
    public void Page_IsOpenMetricsWithoutAnythingOdd()
    {
        var publisher = Publish(Package, Node, Heat);
        Add(publisher, Package, (0, 1));
        Add(publisher, Heat, (0, -3));
        var page = MetricsText.Parse(Encoding.UTF8.GetBytes(publisher.Write()), openMetrics: true);

        Assert.True(page.Ended);
        Assert.Equal(0, page.Malformed);
        Assert.Equal("-3 @ 1700000000.000000", Value(publisher, OwnMetrics.Indicator, "gpu0-temperature"));
    }

    [Fact]
    public void Channels_OnAnotherMachine_AreRebuiltWhole()
    {
        var process = Package with { Name = "process-cpu", Part = MachinePart.ProcessCpu };
        var publisher = Publish(Package, Node, Heat, process);
        foreach (var channel in (Channel[])[Package, Node, Heat, process])
            Add(publisher, channel, (0, 50), (1, 60));
        using var fake = FakeExporter.Start(_ => publisher.Write());
        fake.ContentType = MetersPublisher.ContentType;

        var probe = _host.Probe(ExporterHost.Source(fake.Url, "node7"));

        using var meter = Assert.Single(probe.Meters);
        var by = $"by Joulemark at {fake.Url.Authority}";
        Assert.Equal(
        [
            Package with { Name = "node7/cpu0-package", Node = "node7", Source = "exporter", WrapsAt = null, UpdatePeriodSeconds = 0.1, ReadEverySeconds = 1, Description = $"{Package.Description}; rapl {by}" },
            Node with { Name = "node7/node", Node = "node7", Source = "exporter", Reading = ReadingKind.EnergyCounter, UpdatePeriodSeconds = 2, ReadEverySeconds = 1, Description = $"node; redfish {by}, which sums the watts up" },
            Heat with { Name = "node7/gpu0-temperature", Node = "node7", Source = "exporter", UpdatePeriodSeconds = 0.1, ReadEverySeconds = 1, Description = $"gpu0-temperature; nvml {by}" },
        ], meter.Channels);
        var readings = new double?[3];
        meter.Read(readings);
        Assert.Equal([10, 55, 60], readings);
        Assert.Equal([Unread with { Source = "exporter", What = $"NVIDIA GPU energy at {fake.Url.Authority}", Node = "node7" }], probe.Missing);
    }

    [Fact]
    public void Samples_OfTheseTests_HaveEveryPropertyOfAChannel()
    {
        // A property that none of them has set would not be seen to be lost on its way: put a new one on the page, and here.
        var channels = (Channel[])[Package, Node, Heat];
        var empty = new Channel { Name = "", Source = "", Part = default, Provenance = default, Reading = default };
        Assert.All(typeof(Channel).GetProperties().Where(p => p.Name is not nameof(Channel.Node)), p => Assert.Contains(channels, c => !Equals(p.GetValue(c), p.GetValue(empty))));
    }

    public void Dispose() => _host.Dispose();

    private MetersPublisher Publish(params Channel[] channels) => new(channels, [Unread], _clock, rate: 10);

    private static void Add(MetersPublisher publisher, Channel channel, params (double Seconds, double? Reading)[] samples)
    {
        foreach (var (seconds, reading) in samples)
            publisher.Record(new MeterSample(new Timestamp((long)(seconds * 1e9)), channel.Name, reading));
    }

    private static IReadOnlyList<MetricSample> Samples(MetersPublisher publisher) => MetricsText.Parse(Encoding.UTF8.GetBytes(publisher.Write()), openMetrics: true).Samples;

    private static string Value(MetersPublisher publisher, string metric, string channel)
    {
        var sample = Assert.Single(Samples(publisher), s => s.Name == metric && s.Labels["channel"] == channel);
        return FormattableString.Invariant($"{sample.Value} @ {sample.UnixSeconds:0.000000}");
    }
}
