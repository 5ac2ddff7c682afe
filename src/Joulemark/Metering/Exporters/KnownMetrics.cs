using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>
/// What Joulemark knows about exporters: one line a metric, the best of a device first. What a line says comes from the
/// exporter's documentation; a newcomer adds a line, and a sample page to the tests.
/// </summary>
internal static class KnownMetrics
{
    private const double Milli = 1e-3;
    private const double Micro = 1e-6;

    /// <summary>Default of dcgm-exporter's <c>--collect-interval</c>, of Kepler's monitor interval and of Triton's metrics interval.</summary>
    private const double DcgmSeconds = 30;
    private const double KeplerSeconds = 5;
    private const double TritonSeconds = 2;

    /// <summary>node_exporter reads the counter at each scrape; Intel documents about 1 ms between its updates.</summary>
    private const double RaplSeconds = 0.001;

    private const double RaplGain = 0.2;

    private static readonly Power MostOfGpu = new(2000);
    private static readonly Power MostOfPackage = new(1000);
    private static readonly Power MostOfAllPackages = new(8000);
    private static readonly Power MostOfNode = new(30_000);

    private const string NvidiaGain = "NVML documentation (± 5 %, stated for Fermi and Kepler); compare Yang et al., arXiv:2312.02741";
    private const string OursGain = "Joulemark's bound; the exporter states none";
    private const string KeplerNote = "Kepler measures on bare metal and models in a virtual machine, and does not say which";

    private static readonly MetricRule[] Rules =
    [
        Gpu("dcgm", "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "gpu{gpu}", "gpu", "UUID", joules: Milli) with { UpdateSeconds = DcgmSeconds },
        Gpu("dcgm", "DCGM_FI_DEV_POWER_USAGE_INSTANT", "gpu{gpu}-power-instant", "gpu", "UUID", watts: 1) with { UpdateSeconds = DcgmSeconds },
        Gpu("dcgm", "DCGM_FI_DEV_POWER_USAGE", "gpu{gpu}-power", "gpu", "UUID", watts: 1) with { UpdateSeconds = DcgmSeconds },
        Gpu("dcgm", "DCGM_FI_DEV_BOARD_POWER_WATTS", "gpu{gpu}-board-power", "gpu", "UUID", watts: 1) with { UpdateSeconds = DcgmSeconds },
        Gpu("dcgm", "dcgm_total_energy_consumption", "gpu{gpu}", "gpu", "uuid", joules: Milli) with { UpdateSeconds = DcgmSeconds },
        Gpu("dcgm", "dcgm_power_usage", "gpu{gpu}-power", "gpu", "uuid", watts: 1) with { UpdateSeconds = DcgmSeconds },

        Gpu("triton", "nv_energy_consumption", "gpu-{gpu_uuid:12}", null, "gpu_uuid", joules: 1) with { UpdateSeconds = TritonSeconds },
        Gpu("triton", "nv_gpu_power_usage", "gpu-{gpu_uuid:12}-power", null, "gpu_uuid", watts: 1) with { UpdateSeconds = TritonSeconds },

        Amd("gpu_energy_consumed", "gpu{gpu_id}", joules: Micro),
        Amd("amd_gpu_energy_consumed", "gpu{gpu_id}", joules: Micro),
        Amd("gpu_package_power", "gpu{gpu_id}-package-power", watts: 1),
        Amd("amd_gpu_package_power", "gpu{gpu_id}-package-power", watts: 1),
        Amd("gpu_average_package_power", "gpu{gpu_id}-average-power", watts: 1),
        Amd("amd_gpu_average_package_power", "gpu{gpu_id}-average-power", watts: 1),
        Amd("gpu_power_usage", "gpu{gpu_id}-power", watts: 1),
        Amd("amd_gpu_power_usage", "gpu{gpu_id}-power", watts: 1),

        Gpu("xpum", "xpum_energy_joules", "gpu-{pci_bdf}", null, "pci_bdf", joules: 1) with { Without = "sub_dev", GainSource = OursGain },
        Gpu("xpum", "xpum_power_watts", "gpu-{pci_bdf}-power", null, "pci_bdf", watts: 1) with { Without = "sub_dev", GainSource = OursGain },

        Gpu("kepler", "kepler_node_gpu_joules_total", "gpu{gpu}", "gpu", "gpu_uuid", joules: 1) with { Provenance = Provenance.Integrated, UpdateSeconds = KeplerSeconds },
        Gpu("kepler", "kepler_node_gpu_watts", "gpu{gpu}-power", "gpu", "gpu_uuid", watts: 1) with { UpdateSeconds = KeplerSeconds },
        Kepler("kepler_node_cpu_joules_total", "cpu-package", MachinePart.CpuPackage, joules: true, "zone", "package"),
        Kepler("kepler_node_cpu_joules_total", "cpu-dram", MachinePart.Dram, joules: true, "zone", "dram"),
        Kepler("kepler_node_cpu_joules_total", "cpu-cores", MachinePart.CpuCores, joules: true, "zone", "core"),
        Kepler("kepler_node_cpu_joules_total", "cpu-uncore", MachinePart.CpuUncore, joules: true, "zone", "uncore"),
        Kepler("kepler_node_cpu_joules_total", "platform", MachinePart.Platform, joules: true, "zone", "psys"),
        Kepler("kepler_node_cpu_watts", "cpu-package-power", MachinePart.CpuPackage, joules: false, "zone", "package"),
        Kepler("kepler_node_cpu_watts", "cpu-dram-power", MachinePart.Dram, joules: false, "zone", "dram"),
        Kepler("kepler_platform_watts", "node", MachinePart.Node, joules: false) with { Note = "from the machine's BMC, by Kepler" },

        // Kepler before 0.10 publishes idle and dynamic joules apart; only their sum is the device.
        Kepler("kepler_node_package_joules_total", "cpu-package", MachinePart.CpuPackage, joules: true) with { Sums = true },
        Kepler("kepler_node_dram_joules_total", "cpu-dram", MachinePart.Dram, joules: true) with { Sums = true },
        Kepler("kepler_node_core_joules_total", "cpu-cores", MachinePart.CpuCores, joules: true) with { Sums = true },
        Kepler("kepler_node_uncore_joules_total", "cpu-uncore", MachinePart.CpuUncore, joules: true) with { Sums = true },
        Kepler("kepler_node_platform_joules_total", "node", MachinePart.Node, joules: true) with { Sums = true, Provenance = Provenance.Integrated },

        Rapl("node_rapl_package_joules_total", "package", MachinePart.CpuPackage),
        Rapl("node_rapl_dram_joules_total", "dram", MachinePart.Dram),
        Rapl("node_rapl_core_joules_total", "cores", MachinePart.CpuCores),
        Rapl("node_rapl_uncore_joules_total", "uncore", MachinePart.CpuUncore),
        Rapl("node_rapl_psys_joules_total", null, MachinePart.Platform),
        Rapl("node_rapl_joules_total", "package", MachinePart.CpuPackage, "package"),
        Rapl("node_rapl_joules_total", "dram", MachinePart.Dram, "dram"),
        Rapl("node_rapl_joules_total", "cores", MachinePart.CpuCores, "core"),
        Rapl("node_rapl_joules_total", "uncore", MachinePart.CpuUncore, "uncore"),
        Rapl("node_rapl_joules_total", null, MachinePart.Platform, "psys"),
        Hwmon("node_hwmon_energy_joule_total", "energy", ReadingKind.EnergyCounter),
        Hwmon("node_hwmon_power_average_watt", "average", ReadingKind.Power),
        Hwmon("node_hwmon_power_input_watt", "input", ReadingKind.Power),
        Hwmon("node_hwmon_power_watt", "power", ReadingKind.Power),

        Create("ipmi", "ipmi_dcmi_power_consumption_watts", "node", MachinePart.Node, ReadingKind.Power, 1, MostOfNode, 0.1)
            with { Note = "input power as the BMC gives it by DCMI; some average it over a minute" },
        Create("ipmi", "ipmi_power_watts", "node-sensor", MachinePart.Node, ReadingKind.Power, 1, MostOfNode, 0.1) with
        {
            Where = IpmiSensors.IsTotal,
            ZeroIsBlank = true,
            Note = "a sensor of the BMC; the exporter's documentation prefers what it gives by DCMI",
        },
        Create("ipmi", "ipmi_power_watts", "{id}-{name}", MachinePart.Other, ReadingKind.Power, 1, MostOfNode, 0.2) with { Where = IpmiSensors.IsPart },
    ];

    /// <summary>Every rule, the best of a device first.</summary>
    public static IReadOnlyList<MetricRule> All => Rules;

    private static MetricRule Gpu(string exporter, string metric, string channel, string? device, string? identity, double? joules = null, double? watts = null)
    {
        var rule = Create(exporter, metric, channel, MachinePart.Gpu, joules is null ? ReadingKind.Power : ReadingKind.EnergyCounter, joules ?? watts!.Value, MostOfGpu, 0.05);
        return rule with { GainSource = NvidiaGain, ZeroIsBlank = true, Mapping = rule.Mapping with { DeviceLabel = device, DeviceIdLabel = identity } };
    }

    /// <summary>AMD gives the joules and watts of a card to its first partition; the others say 0.</summary>
    private static MetricRule Amd(string metric, string channel, double? joules = null, double? watts = null) =>
        Gpu("amd", metric, channel, "gpu_id", null, joules, watts) with { GainSource = OursGain, FirstOf = "gpu_partition_id" };

    /// <summary>Kepler adds the packages of a machine up, so that its channel is all of them.</summary>
    private static MetricRule Kepler(string metric, string channel, MachinePart part, bool joules, string? label = null, string? value = null)
    {
        var reading = joules ? ReadingKind.EnergyCounter : ReadingKind.Power;
        var rule = Create("kepler", metric, channel, part, reading, 1, part == MachinePart.Node ? MostOfNode : MostOfAllPackages, 0.2);
        return rule with
        {
            UpdateSeconds = KeplerSeconds,
            Note = KeplerNote,
            Mapping = label is null ? rule.Mapping : rule.Mapping with { Labels = One(label, value!) },
        };
    }

    private static MetricRule Rapl(string metric, string? domain, MachinePart part, string? zone = null)
    {
        var rule = Create("node-exporter", metric, domain is null ? "platform" : $"{{{RaplLabels.Cpu}}}-{domain}", part, ReadingKind.EnergyCounter, 1, MostOfPackage, RaplGain);
        return rule with
        {
            GainSource = "Joulemark's bound for AMD's counters, the wider one: the exporter does not say whose CPU it is",
            Without = RaplLabels.Duplicate,
            UpdateSeconds = RaplSeconds,
            Note = "the exporter does not say where the counter wraps, so a wrap marks the window",
            Mapping = rule.Mapping with
            {
                DeviceIdLabel = domain is null ? null : RaplLabels.Cpu,
                DeviceLabel = domain is null ? null : RaplLabels.Package,
                Labels = zone is null ? rule.Mapping.Labels : One("rapl_zone", zone),
            },
        };
    }

    private static MetricRule Hwmon(string metric, string kind, ReadingKind reading) =>
        Create("node-exporter", metric, $"{{chip}}-{{sensor}}-{kind}", MachinePart.Other, reading, 1, MostOfNode, 0.2);

    private static MetricRule Create(string exporter, string metric, string channel, MachinePart part, ReadingKind reading, double scale, Power most, double gain) =>
        new(exporter, new MetricMapping { Metric = metric, Channel = channel, Part = part, Reading = reading, Scale = scale, MaxPower = most, Gain = gain })
        {
            GainSource = OursGain,
        };

    private static Dictionary<string, string> One(string label, string value) => new(StringComparer.Ordinal) { [label] = value };
}
