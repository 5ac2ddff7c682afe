using System.Globalization;

namespace Joulemark.Checkup;

/// <summary>CPUs, and how the kernel lets them run.</summary>
internal static class CpuChecks
{
    private const double HotCelsius = 75;

    // With these drivers powersave is not the lowest clock, but the hardware's own choice by the energy preference.
    private static readonly string[] SelfGoverned = ["intel_pstate", "amd-pstate-epp", "amd_pstate_epp"];

    public static IEnumerable<Check> All =>
    [
        new("cpu-governor", CheckTopic.Cpu, "CPU frequency governor", Governor),
        new("cpu-energy-preference", CheckTopic.Cpu, "CPU energy preference", EnergyPreference),
        new("cpu-turbo", CheckTopic.Cpu, "CPU turbo", Turbo),
        new("cpu-threads", CheckTopic.Cpu, "threads of one core (SMT)", Threads),
        new("cpu-temperature", CheckTopic.Cpu, "CPU temperature now", Temperature),
        new("numa", CheckTopic.Cpu, "memory nodes (NUMA)", Numa),
    ];

    private static CheckFinding? Governor(CheckupSite site)
    {
        const string Wanted = "performance";
        const string Remedy = "sudo cpupower frequency-set -g performance, or in the spec: controls: { cpu.governor: performance, mode: set }";
        var fact = site.Fact("cpu.governor");
        var driver = site.Value("cpu.driver");
        return fact?.Value switch
        {
            null => CheckFinding.Unknown(fact, "cpu.governor", site.Value("machine.virtual") == "true" ? "The host of this virtual machine governs the clock." : null),
            Wanted => CheckFinding.Pass(Wanted, fact.Source),
            var mixed when mixed.Contains(',', StringComparison.Ordinal) =>
                CheckFinding.Fail(mixed, fact.Source, "one for all CPUs", "what a figure is depends on the CPU that the work lands on", Remedy),
            "powersave" when driver is not null && SelfGoverned.Contains(driver, StringComparer.Ordinal) =>
                CheckFinding.Warn($"powersave, by {driver}", fact.Source, Wanted, "the hardware chooses the clock by load: latency and energy drift with what ran before", Remedy),
            "powersave" => CheckFinding.Fail("powersave", fact.Source, Wanted, "the CPUs stay at their lowest clock, so requests wait for the host", Remedy),
            var other => CheckFinding.Warn(other, fact.Source, Wanted, "the clock follows the load: latency and energy drift with what ran before", Remedy),
        };
    }

    private static CheckFinding? EnergyPreference(CheckupSite site) => site.Fact("cpu.energy-preference") is not { Value: { } value } fact ? null
        : value.Split(',').Any(v => v is "power" or "balance_power")
            ? CheckFinding.Warn(value, fact.Source, "performance or balance_performance", "the hardware holds the clock down to save power",
                "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/energy_performance_preference")
            : CheckFinding.Pass(value, fact.Source);

    private static CheckFinding? Turbo(CheckupSite site) => site.Fact("cpu.turbo") is not { Value: { } value } fact
        ? CheckFinding.Unknown(site.Fact("cpu.turbo"), "cpu.turbo")
        : value == "off" ? CheckFinding.Pass("off", fact.Source)
        : CheckFinding.Warn(value, fact.Source, "off, to compare closely", "the clock above the nominal one depends on temperature and on how many cores work, which spreads the repeats",
            "Leave it on where that is how you serve; to compare closely: controls: { cpu.turbo: off, mode: set }");

    private static CheckFinding? Threads(CheckupSite site) => site.Fact("cpu.smt") is not { Value: { } value } fact
        ? CheckFinding.Unknown(site.Fact("cpu.smt"), "cpu.smt")
        : CheckFinding.Pass(value == "notsupported" ? "none" : value, fact.Source) with { Detail = value == "on" ? "two threads of one core slow each other down: set server and client on separate cores, not threads" : null };

    private static CheckFinding? Numa(CheckupSite site)
    {
        if (site.Fact("numa.nodes") is not { Value: { } nodes } fact)
            return CheckFinding.Unknown(site.Fact("numa.nodes"), "numa.nodes");
        const string Why = "memory of another node is slower and costs more energy, and where the kernel puts it differs from run to run";
        const string Remedy = "Bind the server to one: controls: { cpu.affinity.server: …, cpu.affinity.memory: 0, mode: set }, or start it with numactl --cpunodebind=0 --membind=0.";
        if (nodes == "1" || site.Plan is not { } plan)
            return CheckFinding.Pass(nodes, fact.Source) with { Detail = nodes == "1" ? null : Why };
        return plan.Configurations.All(c => c.Values.ContainsKey("controls.cpu.affinity.memory") || c.Values.ContainsKey("server.launch.memory-nodes"))
            ? CheckFinding.Pass($"{nodes}, bound by the spec", fact.Source)
            : CheckFinding.Warn(nodes, fact.Source, "one, or the server bound to one", Why, Remedy);
    }

    private static CheckFinding? Temperature(CheckupSite site)
    {
        if (site.Number("temperature.cpu-c") is not { } celsius)
            return CheckFinding.Unknown(site.Fact("temperature.cpu-c"), "temperature.cpu-c");
        var text = string.Create(CultureInfo.InvariantCulture, $"{celsius:0} °C");
        var source = site.Fact("temperature.cpu-c")!.Source;
        return celsius <= HotCelsius ? CheckFinding.Pass(text, source)
            : CheckFinding.Warn(text, source, string.Create(CultureInfo.InvariantCulture, $"at most {HotCelsius} °C before a run"), "a hot CPU leaks more power and throttles sooner", "Let it cool, and look at the fans.");
    }
}
