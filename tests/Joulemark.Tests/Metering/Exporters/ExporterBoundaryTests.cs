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

    [Fact]
    public void Sensors_ThatBothSayTheWhole_AreNotChosenFrom()
    {
        const string two = "ipmi_power_watts{id=\"1\",name=\"Total_Power\"} 427\nipmi_power_watts{id=\"2\",name=\"SYS_POWER\"} 390\n";
        Assert.Null(Build(Boundary.Node, two, out var problem));
        Assert.Contains("2 series with different values", problem, StringComparison.Ordinal);
        Assert.Equal(["ipmi-node"], Build(Boundary.Node, two + "ipmi_dcmi_power_consumption_watts 430\n", out _)!.Counted);
    }

    [Fact]
    public void Outlets_MappedByEntriesOfTheirOwn_AreSummed()
    {
        Assert.Equal(["outlet1", "outlet2", "outlet3"], Build(Boundary.Node, "pdu{outlet=\"1\"} 200\npdu{outlet=\"2\"} 300\npdu{outlet=\"3\"} 100\n", out _,
            Outlet("1"), Outlet("2"), Outlet("3"), Outlet("1") with { Channel = "check", CrossCheck = true })!.Counted);
    }

    [Fact]
    public void Outlet_ThatIsNotOnThePage_MakesTheBoundaryUnavailable()
    {
        Assert.Null(Build(Boundary.Node, "pdu{outlet=\"1\"} 200\n", out var problem, Outlet("1"), Outlet("2")));

        Assert.Contains("no series matches 'pdu'", problem, StringComparison.Ordinal);
        Assert.NotNull(Build(Boundary.Node, "pdu{outlet=\"1\"} 200\n", out _, Outlet("1"), Outlet("2") with { CrossCheck = true }));
    }

    public void Dispose() => _host.Dispose();

    private static MetricMapping Outlet(string outlet) => new()
    {
        Metric = "pdu",
        Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["outlet"] = outlet },
        Channel = $"outlet{outlet}",
        Part = MachinePart.Node,
        Reading = ReadingKind.Power,
        Scale = 1,
    };

    private static string Dcgm(string energy, string power) => $$"""
        DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-a"} 5000000
        DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="1",UUID="GPU-b"} {{energy}}
        DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-a"} 400
        DCGM_FI_DEV_POWER_USAGE{gpu="1",UUID="GPU-b"} {{power}}

        """;

    private Ledger? Build(Boundary boundary, string page, out string? problem, params MetricMapping[] map)
    {
        using var fake = FakeExporter.Start(page);
        var probe = _host.Probe(ExporterHost.Source(fake.Url, null, map));
        var ledger = LedgerBuilder.Build(boundary, [.. probe.Meters.SelectMany(m => m.Channels)], probe.Missing, out problem);
        foreach (var meter in probe.Meters)
            meter.Dispose();
        return ledger;
    }
}
