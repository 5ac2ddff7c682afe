using Joulemark.Serving;

namespace Joulemark.Machines.Linux;

/// <summary>
/// Those parameters of the kernel's command line that bear on energy and speed. The rest is nobody's business: it holds disks'
/// identifiers, addresses, and arguments of the first program.
/// </summary>
internal static class KernelParameters
{
    // As Documentation/admin-guide/kernel-parameters.txt has them; a dash and an underscore are the same.
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "acpi_cpufreq.off", "amd_iommu", "amd_prefcore", "amd_pstate", "amdgpu.dpm", "amdgpu.ppfeaturemask", "amdgpu.runpm", "clocksource", "cpufreq.default_governor", "cpufreq.off",
        "cpuidle.governor", "cpuidle.off", "cpuidle_haltpoll.force", "default_hugepagesz", "haltpoll.guest_halt_poll_ns", "hugepages", "hugepagesz", "i915.enable_rc6", "idle", "intel_idle.max_cstate",
        "intel_iommu", "intel_pstate", "iommu", "isolcpus", "kvm.halt_poll_ns", "max_cstate", "maxcpus", "mce", "mem", "mitigations", "nmi_watchdog", "nohz", "nohz_full", "nokaslr",
        "nosmt", "nowatchdog", "nr_cpus", "numa", "numa_balancing", "pci", "pcie_aspm", "pcie_aspm.policy", "pcie_port_pm", "preempt", "processor.max_cstate", "rcu_nocb_poll", "rcu_nocbs",
        "skew_tick", "spectre_v2", "transparent_hugepage", "tsc", "workqueue.power_efficient",
    };

    /// <summary>The relevant ones in their order; <c>none</c> where there is none.</summary>
    public static string Relevant(string line)
    {
        // What follows a double dash is for the first program.
        var kept = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).TakeWhile(w => w != "--")
            .Where(w => Names.Contains(w.Split('=', 2)[0].Replace('-', '_'))).ToList();
        return kept.Count > 0 ? SecretPatterns.Redact(string.Join(' ', kept)) : "none";
    }
}
