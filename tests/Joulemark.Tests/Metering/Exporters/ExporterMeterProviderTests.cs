using System.Globalization;
using Joulemark.Metering;
using Joulemark.Metering.Exporters;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Exporters;

public sealed class ExporterMeterProviderTests : IDisposable
{
    private readonly ExporterHost _host = new();

    public static TheoryData<string, string, string> Pages => new()
    {
        { "dcgm-exporter", ExporterPages.Dcgm, """
            dcgm-gpu0 gpu counter GPU-aaaa = 5000
            dcgm-gpu1 gpu counter GPU-bbbb = 7000
            (dcgm-gpu0-power gpu integrated GPU-aaaa = 312.4)
            (dcgm-gpu1-power gpu integrated GPU-bbbb = 71.2)
            """ },
        { "dcgm-exporter with MIG", ExporterPages.DcgmMig, "dcgm-gpu0 gpu counter GPU-aaaa = 5000" },
        { "Kepler", ExporterPages.Kepler, """
            kepler-gpu0 gpu integrated GPU-aaaa = 77
            kepler-cpu-package cpu-package counter - = 1000.5
            kepler-cpu-dram dram counter - = 100.5
            kepler-platform platform counter - = 2000.5
            (kepler-cpu-package-power cpu-package integrated - = 55)
            kepler-node node integrated - = 450.5
            """ },
        { "Kepler before 0.10, as it models", ExporterPages.OldKepler, """
            kepler-cpu-package cpu-package modelled - = 100
            kepler-node node integrated - = 500
            """ },
        { "node_exporter", ExporterPages.Node, """
            node-exporter-cpu0-package cpu-package counter cpu0 = 1000
            node-exporter-cpu1-package cpu-package counter cpu1 = 2000
            node-exporter-cpu0-dram dram counter cpu0 = 100
            node-exporter-cpu1-dram dram counter cpu1 = 200
            node-exporter-cpu10-cores cpu-cores counter cpu10 = 50
            node-exporter-platform platform counter - = 5000
            (node-exporter-power_meter_acpi000d:00-power1-average other integrated - = 211)
            """ },
        { "node_exporter with zone labels", ExporterPages.NodeWithZones, """
            node-exporter-cpu0-package cpu-package counter cpu0 = 1000
            node-exporter-cpu0-dram dram counter cpu0 = 100
            """ },
        { "ipmi_exporter", ExporterPages.Ipmi, """
            ipmi-node node integrated - = 430
            (ipmi-node-sensor node integrated - = 427)
            """ },
        { "ipmi_exporter without DCMI", ExporterPages.IpmiSensors, """
            ipmi-node-sensor node integrated - = 427
            (ipmi-91-PSU1-Input-Power other integrated - = 214)
            (ipmi-92-PSU2-Input-Power other integrated - = 0)
            (ipmi-93-CPU-Power other integrated - = 120)
            (ipmi-94-Total_Fan_Power other integrated - = 20)
            """ },
        { "Triton", ExporterPages.Triton, """
            triton-gpu-GPU-3877938d gpu counter GPU-3877938d-024c-c46b-5268-cd86ad37f0d7 = 1234.5
            (triton-gpu-GPU-3877938d-power gpu integrated GPU-3877938d-024c-c46b-5268-cd86ad37f0d7 = 61.1)
            """ },
        { "AMD's exporter", ExporterPages.Amd, """
            amd-gpu0 gpu counter - = 9
            (amd-gpu0-package-power gpu integrated - = 748)
            """ },
        { "Intel XPU Manager", ExporterPages.Xpum, """
            xpum-gpu-0000:4D:00.0 gpu counter pci:0000:4d:00.0 = 5000
            (xpum-gpu-0000:4D:00.0-power gpu integrated pci:0000:4d:00.0 = 305)
            """ },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_OfAKnownExporter_GivesItsChannels(string exporter, string page, string expected)
    {
        using var fake = FakeExporter.Start(page);

        var probe = _host.Probe(ExporterHost.Source(fake.Url));

        using var meter = Assert.Single(probe.Meters);
        Assert.True(meter.Pace.MayBlock, exporter);
        Assert.Equal(expected, Show(meter));
        Assert.All(meter.Channels, c => Assert.True(c.GainUncertainty > 0 && c.MaxPower is not null && c.ReadEverySeconds == 1));
    }

    [Fact]
    public void Node_OfTheSource_IsInNamesAndChannels()
    {
        using var fake = FakeExporter.Start(ExporterPages.DcgmMig);

        using var meter = Assert.Single(_host.Probe(ExporterHost.Source(fake.Url, "node7")).Meters);

        var channel = Assert.Single(meter.Channels);
        Assert.Equal(("node7/dcgm-gpu0", "node7"), (channel.Name, channel.Node));
    }

    [Fact]
    public void Exporters_OfOneKind_HaveNamesOfTheirOwn()
    {
        using var first = FakeExporter.Start(ExporterPages.Ipmi);
        using var second = FakeExporter.Start(ExporterPages.Ipmi);

        var probe = _host.Probe(ExporterHost.Source(first.Url), ExporterHost.Source(second.Url), ExporterHost.Source(first.Url, "a"));

        Assert.Equal("ipmi-node ipmi-node-sensor ipmi-node-2 ipmi-node-sensor-2 a/ipmi-node a/ipmi-node-sensor", TestHost.Names(probe.Meters.SelectMany(m => m.Channels)));
    }

    [Fact]
    public void Part_OnSeveralPages_IsCountedOnce()
    {
        using var kepler = FakeExporter.Start(ExporterPages.Kepler);
        using var node = FakeExporter.Start(ExporterPages.Node);
        using var dcgm = FakeExporter.Start(ExporterPages.Dcgm);
        using var ipmi = FakeExporter.Start(ExporterPages.Ipmi);
        var wall = new MetricMapping { Metric = "ipmi_power_watts", Channel = "wall", Part = MachinePart.Node, Reading = ReadingKind.Power, Scale = 1 };

        var probe = _host.Probe(ExporterHost.Source(kepler.Url), ExporterHost.Source(node.Url), ExporterHost.Source(dcgm.Url), ExporterHost.Source(ipmi.Url, null, wall));

        // Boards are told apart by their identity when the boundary is chosen; packages cannot be, so that more of them win.
        Assert.Equal("kepler-gpu0 node-exporter-cpu0-package node-exporter-cpu1-package node-exporter-cpu0-dram node-exporter-cpu1-dram dcgm-gpu0 dcgm-gpu1 wall",
            TestHost.Names(probe.Meters.SelectMany(m => m.Channels).Where(c => !c.CrossCheck && c.Part is MachinePart.Gpu or MachinePart.CpuPackage or MachinePart.Dram or MachinePart.Node)));
        foreach (var meter in probe.Meters)
            meter.Dispose();
    }

    [Theory]
    [InlineData(FakeExporterFault.Hang, "did not answer within 2 s", "held up")]
    [InlineData(FakeExporterFault.Unauthorized, "answered 401", "token-env")]
    [InlineData(FakeExporterFault.NotFound, "answered 404", "/metrics")]
    [InlineData(FakeExporterFault.Unavailable, "answered 503", "log of the exporter")]
    [InlineData(FakeExporterFault.HtmlPage, "something else than a page of metrics (text/html", "/metrics")]
    [InlineData(FakeExporterFault.HalfBody, "cannot be read", "network")]
    public void Exporter_ThatFails_IsMissingWithReasonAndRemedy(FakeExporterFault fault, string reason, string remedy)
    {
        using var fake = FakeExporter.Start(ExporterPages.Dcgm);
        fake.Fault = fault;

        var probe = _host.Probe(ExporterHost.Source(fake.Url));

        Assert.Empty(probe.Meters);
        var missing = Assert.Single(probe.Missing);
        Assert.Contains(reason, missing.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Exporter_ThatDoesNotRun_IsMissingWithReasonAndRemedy()
    {
        var fake = FakeExporter.Start("");
        fake.Dispose();

        var missing = Assert.Single(_host.Probe(ExporterHost.Source(fake.Url)).Missing);

        Assert.Contains("refused", missing.Reason, StringComparison.Ordinal);
        Assert.Contains("Start the exporter", missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenMetricsPage_WithoutItsEnd_IsHalfAPage()
    {
        using var fake = FakeExporter.Start(ExporterPages.Ipmi);
        fake.ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

        Assert.Contains("half a page", Assert.Single(_host.Probe(ExporterHost.Source(fake.Url)).Missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WithoutAnyEnergy_SaysHowToMapIt()
    {
        using var fake = FakeExporter.Start("process_cpu_seconds_total 1\nup 1\n");

        var missing = Assert.Single(_host.Probe(ExporterHost.Source(fake.Url)).Missing);

        Assert.Contains("none of its 2 samples", missing.Reason, StringComparison.Ordinal);
        Assert.Contains("map", missing.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DCGM_FI_DEV_POWER_USAGE{gpu=\"0\",UUID=\"GPU-a\"} 140737488355328")]
    [InlineData("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu=\"0\",UUID=\"GPU-a\"} 9223372036854775794")]
    [InlineData("DCGM_FI_DEV_POWER_USAGE{gpu=\"0\",UUID=\"GPU-a\"} NaN")]
    [InlineData("DCGM_FI_DEV_POWER_USAGE{gpu=\"0\",UUID=\"GPU-a\"} 0")]
    [InlineData("DCGM_FI_DEV_POWER_USAGE{gpu=\"0\",UUID=\"GPU-a\"} -5")]
    [InlineData("kepler_node_gpu_joules_total{gpu=\"0\",gpu_uuid=\"GPU-a\"} 4294967295000")]
    [InlineData("kepler_platform_watts{power_control_id=\"1\"} 300000")]
    [InlineData("xpum_power_watts{pci_bdf=\"0000:4d:00.0\"} 1.2e12")]
    public void Value_ThatNoDeviceHas_IsMissing(string line)
    {
        using var fake = FakeExporter.Start(line);

        var probe = _host.Probe(ExporterHost.Source(fake.Url));

        Assert.Empty(probe.Meters);
        Assert.Contains("has no value now", Assert.Single(probe.Missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralPowersOfOneNode_AreNotChosenFrom()
    {
        using var fake = FakeExporter.Start("kepler_platform_watts{power_control_id=\"1\"} 200\nkepler_platform_watts{power_control_id=\"2\"} 300\n");

        var missing = Assert.Single(_host.Probe(ExporterHost.Source(fake.Url)).Missing);

        Assert.Contains("power_control_id=\"2\"", missing.Reason, StringComparison.Ordinal);
        Assert.Contains("labels", missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_OfTheUser_WinsOverWhatIsKnown()
    {
        using var fake = FakeExporter.Start(ExporterPages.Ipmi + "\npdu_outlet_power{outlet=\"3\"} 0.412\npdu_outlet_power{outlet=\"4\"} 0.1\n");

        var probe = _host.Probe(ExporterHost.Source(fake.Url, "node7",
            new MetricMapping { Metric = "ipmi_dcmi_power_consumption_watts", Channel = "bmc", Part = MachinePart.PsuOutput, Reading = ReadingKind.Power, Scale = 1, Gain = 0.03 },
            new MetricMapping { Metric = "pdu_outlet_power", Labels = Labels(("outlet", "3")), Channel = "outlet{outlet}", Part = MachinePart.Node, Reading = ReadingKind.Power, Scale = 1000, MaxPower = new Power(3000), Gain = 0.01 }));

        using var meter = Assert.Single(probe.Meters);
        Assert.Equal("node7/bmc psu-output integrated - = 430\nnode7/outlet3 node integrated - = 412\n(node7/ipmi-node-sensor node integrated - = 427)", Show(meter));
        Assert.Equal([0.03, 0.01, 0.1], meter.Channels.Select(c => c.GainUncertainty));
        Assert.Empty(probe.Missing);
    }

    [Fact]
    public void Map_WhoseSeriesAreOneChannel_SaysWhichTheyAre()
    {
        using var fake = FakeExporter.Start("pdu{outlet=\"3\"} 412\npdu{outlet=\"4\"} 100\n");

        var missing = Assert.Single(_host.Probe(ExporterHost.Source(fake.Url, null, Outlet("outlet"))).Missing);

        Assert.Contains("2 series with different values", missing.Reason, StringComparison.Ordinal);
        Assert.Contains("outlet=\"4\"", missing.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_WithoutASeries_IsMissing()
    {
        using var fake = FakeExporter.Start(ExporterPages.Ipmi);

        var probe = _host.Probe(ExporterHost.Source(fake.Url, null, Outlet("outlet{outlet}")));

        Assert.Single(probe.Meters);
        Assert.Contains("no series matches 'pdu'", Assert.Single(probe.Missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_FromTheEnvironment_AreSent()
    {
        using var fake = FakeExporter.Start(ExporterPages.Ipmi);
        var token = "JOULEMARK_TEST_TOKEN_" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(token, "secret");
        try
        {
            fake.Authorization = "Bearer secret";
            Assert.Single(_host.Probe(ExporterHost.Source(fake.Url) with { TokenEnv = token }).Meters);
            fake.Authorization = "Basic c2VjcmV0OnNlY3JldA==";
            Assert.Single(_host.Probe(ExporterHost.Source(fake.Url) with { UserEnv = token, PasswordEnv = token }).Meters);
        }
        finally
        {
            Environment.SetEnvironmentVariable(token, null);
        }

        Assert.Contains($"{token} is not set", Assert.Single(_host.Probe(ExporterHost.Source(fake.Url) with { TokenEnv = token }).Missing).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Credentials_OverPlainHttpToAnotherHost_AreSentByChoiceOnly(bool insecure)
    {
        var token = "JOULEMARK_TEST_TOKEN_" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(token, "secret");
        try
        {
            var host = _host.ToHost();
            var source = ExporterHost.Source(new Uri("http://exporter.invalid/metrics?key=hidden")) with { TokenEnv = token, Insecure = insecure };

            using var http = SourceHttp.Create(source, host, out var failure);

            Assert.Equal(insecure, http is not null);
            Assert.Equal(insecure ? "JM2035" : "", _host.Ids);
            if (!insecure)
            {
                Assert.Contains("in the clear", failure.Reason, StringComparison.Ordinal);
                Assert.DoesNotContain("hidden", failure.Reason, StringComparison.Ordinal);
                Assert.Contains("https://", failure.Remedy, StringComparison.Ordinal);
            }

            using var free = SourceHttp.Create(source with { TokenEnv = null }, host, out _);
            Assert.NotNull(free);
        }
        finally
        {
            Environment.SetEnvironmentVariable(token, null);
        }
    }

    [Fact]
    public void Pace_SeenFasterThanDocumented_IsBelieved()
    {
        var joules = 1.0;
        using var fake = FakeExporter.Start(_ => string.Create(CultureInfo.InvariantCulture, $"DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{{gpu=\"0\",UUID=\"GPU-a\"}} {joules++}\n"));

        using var moving = Assert.Single(new ExporterMeterProvider(TimeSpan.FromSeconds(30)).Probe(_host.ToHost(ExporterHost.Source(fake.Url))).Meters);
        using var unseen = Assert.Single(_host.Probe(ExporterHost.Source(fake.Url)).Meters);

        Assert.InRange(Assert.Single(moving.Channels).UpdatePeriodSeconds!.Value, 0.01, 29);
        Assert.Equal(30, Assert.Single(unseen.Channels).UpdatePeriodSeconds);
    }

    public void Dispose() => _host.Dispose();

    private static MetricMapping Outlet(string channel) => new() { Metric = "pdu", Channel = channel, Part = MachinePart.Node, Reading = ReadingKind.Power, Scale = 1 };

    private static Dictionary<string, string> Labels(params (string Name, string Value)[] labels) => labels.ToDictionary(l => l.Name, l => l.Value, StringComparer.Ordinal);

    /// <summary>One line a channel: name, part, provenance, identity and a reading; cross-checks in parentheses.</summary>
    private static string Show(IMeter meter)
    {
        var readings = new double?[meter.Channels.Count];
        meter.Read(readings);
        return string.Join('\n', meter.Channels.Zip(readings, (c, r) =>
            string.Create(CultureInfo.InvariantCulture, $"{c.Name} {RecordNames.Of(c.Part)} {RecordNames.Of(c.Provenance)} {c.DeviceId ?? "-"} = {r:0.######}") is var text && c.CrossCheck ? $"({text})" : text));
    }
}
