using System.Globalization;
using Joulemark.Metering;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Exporters;

public sealed class ExporterMeterContractTests : MeterContractTests
{
    private readonly ExporterHost _host = new();
    private readonly FakeExporter _exporter;
    private double _joules = 1;

    public ExporterMeterContractTests() => _exporter = FakeExporter.Start(_ => string.Create(CultureInfo.InvariantCulture, $$"""
        DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-a"} {{_joules++}}
        DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-a"} 300
        """));

    protected override IMeter CreateMeter() => Assert.Single(_host.Probe(ExporterHost.Source(_exporter.Url)).Meters);

    protected override void LoseDevice() => _exporter.Dispose();

    protected override void Dispose(bool disposing)
    {
        _exporter.Dispose();
        _host.Dispose();
    }
}
