using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>The operating system: its name, its kernel, and what the kernel was told and has loaded that bears on energy.</summary>
internal static class SystemFacts
{
    private static readonly string[] Modules =
    [
        "acpi_cpufreq", "acpi_ipmi", "acpi_power_meter", "amd_energy", "amdgpu", "coretemp", "fam15h_power", "i915", "intel_rapl_common", "intel_rapl_msr", "intel_rapl_tpmi",
        "intel_uncore_frequency", "ipmi_devintf", "ipmi_si", "ipmi_ssif", "k10temp", "msr", "nouveau", "nvidia", "nvidia_drm", "nvidia_modeset", "nvidia_peermem", "nvidia_uvm",
        "processor_thermal_rapl", "rapl", "xe", "zenpower",
    ];

    public static void Capture(FactList facts, HostPaths paths)
    {
        var release = Path.Combine(paths.Root, "etc/os-release");
        facts.AddFile("os.name", PrettyName, File.Exists(release) ? release : Path.Combine(paths.Root, "usr/lib/os-release"));
        if (!OperatingSystem.IsLinux())
            facts.Add("os.name", RuntimeInformation.OSDescription, ".NET");
        facts.AddFile("os.kernel", paths.Procfs, "sys/kernel/osrelease");
        facts.AddFile("os.kernel-parameters", KernelParameters.Relevant, paths.Procfs, "cmdline");
        facts.AddFile("driver.modules", Loaded, paths.Procfs, "modules");
        facts.AddFile("driver.nvidia", paths.Sysfs, "module/nvidia/version");
    }

    private static string? PrettyName(string text) => text.Split('\n').Select(l => l.Trim())
        .FirstOrDefault(l => l.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?["PRETTY_NAME=".Length..].Trim('"', '\'') is { Length: > 0 } name ? name : null;

    /// <summary>Those of the list that are loaded; what is built into the kernel is not among them.</summary>
    private static string Loaded(string text)
    {
        var loaded = text.Split('\n').Select(l => l.Split(' ', 2)[0]).Where(m => Modules.Contains(m, StringComparer.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return loaded.Count > 0 ? string.Join(',', loaded) : "none";
    }
}
