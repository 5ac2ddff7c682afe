using Joulemark.Analysis;
using Joulemark.Metering;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Exporters;

/// <summary>What a boundary makes of pages that do not tell everything.</summary>
public sealed class ExporterBoundaryTests : IDisposable
{
    private const string Blank = "9223372036854775792";

    private readonly ExporterHost _host = new();

    [Fact]
    public void Board_WithABlankEnergyAndAGoodPower_IsCountedByItsPower()
    {
        var ledger = Build(Boundary.Gpu, Dcgm(energy: Blank, power: "350"), out var problem);

        Assert.Null(problem);
        Assert.Equal(["dcgm-gpu0", "dcgm-gpu1-power"], ledger!.Counted);
    }

    [Fact]
    public void Board_WhoseValuesAreAllBlank_MakesTheBoundaryUnavailable()
    {
        Assert.Null(Build(Boundary.Gpu, Dcgm(energy: Blank, power: "0"), out var problem));

        Assert.Contains("gpu=\"1\"", problem, StringComparison.Ordinal);
        Assert.Contains("has no value now", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Board_WithoutAnIdentity_IsTreatedAlike()
    {
        const string whole = "gpu_energy_consumed{gpu_id=\"0\"} 9000000\ngpu_package_power{gpu_id=\"0\"} 748\n";
        Assert.Equal(["amd-gpu0", "amd-gpu1-package-power"], Build(Boundary.Gpu, whole + "gpu_energy_consumed{gpu_id=\"1\"} NaN\ngpu_package_power{gpu_id=\"1\"} 700\n", out _)!.Counted);
        Assert.Null(Build(Boundary.Gpu, whole + "gpu_energy_consumed{gpu_id=\"1\"} NaN\ngpu_package_power{gpu_id=\"1\"} NaN\n", out _));
    }

    [Fact]
    public void Board_WithTwoPowers_MakesTheBoundaryUnavailable()
    {
        Assert.Null(Build(Boundary.Gpu, Dcgm("7000000", "70") + "DCGM_FI_DEV_POWER_USAGE{gpu=\"2\",UUID=\"GPU-c\",a=\"1\"} 40\nDCGM_FI_DEV_POWER_USAGE{gpu=\"2\",UUID=\"GPU-c\",a=\"2\"} 60\n", out var problem));

        Assert.Contains("2 series with different values", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Node_ThatOneExporterCannotTell_IsCountedByAnother()
    {
        Assert.Equal(["ipmi-node"], Build(Boundary.Node, "kepler_platform_watts{id=\"1\"} 200\nkepler_platform_watts{id=\"2\"} 300\nipmi_dcmi_power_consumption_watts 520\n", out _)!.Counted);
    }

    public void Dispose() => _host.Dispose();

    private static string Dcgm(string energy, string power) => $$"""
        DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-a"} 5000000
        DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="1",UUID="GPU-b"} {{energy}}
        DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-a"} 400
        DCGM_FI_DEV_POWER_USAGE{gpu="1",UUID="GPU-b"} {{power}}

        """;

    private Ledger? Build(Boundary boundary, string page, out string? problem)
    {
        using var fake = FakeExporter.Start(page);
        var probe = _host.Probe(ExporterHost.Source(fake.Url));
        var ledger = LedgerBuilder.Build(boundary, [.. probe.Meters.SelectMany(m => m.Channels)], probe.Missing, out problem);
        foreach (var meter in probe.Meters)
            meter.Dispose();
        return ledger;
    }
}
