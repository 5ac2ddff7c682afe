using Joulemark.Analysis;
using Joulemark.Metering;
using Joulemark.Metering.Exporters;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Joulemark.Tests.Metering.Exporters;
using Xunit;

namespace Joulemark.Tests.Metering;

public sealed class UnknownGpusTests : IDisposable
{
    private const string Node = "node7";

    private const string Joulemark = """
        joulemark_channel_info{channel="cpu0-package",part="cpu-package",provenance="counter",reading="energy-counter",device_id="cpu0"} 1
        joulemark_channel_info{channel="cpu0-dram",part="dram",provenance="counter",reading="energy-counter",device_id="cpu0"} 1
        joulemark_energy_joules_total{channel="cpu0-package"} 100
        joulemark_energy_joules_total{channel="cpu0-dram"} 10
        """;

    private readonly ExporterHost _host = new();

    [Fact]
    public void Components_OfAMachineWhoseGpusNobodyKnows_AreNotAvailable()
    {
        Assert.Equal([Boundary.Node], Available(ExporterPages.Node + "\n" + ExporterPages.Ipmi, out var missing));

        var gpus = Assert.Single(missing, m => m.Part == MachinePart.Gpu);
        Assert.Equal((Node, "GPUs of node7", "no source tells whether it has any"), (gpus.Node, gpus.What, gpus.Reason));
        Assert.Contains("gpus: none", gpus.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Components_WithItsGpus_AreAvailable() =>
        Assert.Equal([Boundary.Components, Boundary.Gpu], Available(ExporterPages.Node + "\n" + ExporterPages.Dcgm, out _));

    [Fact]
    public void Components_OfAMachineWithoutGpusAsTheUserSays_AreAvailable()
    {
        Assert.Equal([Boundary.Components], Available(ExporterPages.Node, out var missing, hasNoGpus: true));
        Assert.Empty(missing);
    }

    [Fact]
    public void Components_OfAMachineThatJoulemarkDescribes_AreAvailable() => Assert.Equal([Boundary.Components], Available(Joulemark, out _));

    [Fact]
    public void Gpus_KnownToBeBlank_AreNotCalledUnknown()
    {
        Assert.Empty(Available(ExporterPages.Node + "\nDCGM_FI_DEV_POWER_USAGE{gpu=\"0\",UUID=\"GPU-a\"} 0\n", out var missing));
        Assert.Contains("has no value now", Assert.Single(missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Gpus_OfThisMachine_AreLookedForByItsOwnProviders() => Assert.Equal([Boundary.Components], Available(ExporterPages.Node, out _, node: null));

    public void Dispose() => _host.Dispose();

    private IReadOnlyList<Boundary> Available(string page, out IReadOnlyList<MissingMeter> missing, bool hasNoGpus = false, string? node = Node)
    {
        using var fake = FakeExporter.Start(page);
        using var meters = MeterSet.Probe(_host.ToHost(ExporterHost.Source(fake.Url, node) with { HasNoGpus = hasNoGpus }), [new ExporterMeterProvider(TimeSpan.Zero)]);
        missing = meters.Missing;
        return LedgerBuilder.Available(meters.Channels, meters.Missing, node);
    }
}
