using System.Globalization;

namespace Joulemark.Machines.Nvidia;

/// <summary>One thing that is asked of each board.</summary>
/// <param name="Key">The key after <c>gpuN.</c>.</param>
/// <param name="Function">NVML's function that answers.</param>
/// <param name="Read">Asks; null where the board does not say.</param>
internal sealed record BoardFact(string Key, string Function, Func<NvmlDevice, string?> Read)
{
    /// <summary>Everything that is asked.</summary>
    public static IReadOnlyList<BoardFact> All { get; } =
    [
        new("model", "nvmlDeviceGetName", b => b.ReadName()),
        new("uuid", "nvmlDeviceGetUUID", b => b.ReadUuid()),
        new("pci", "nvmlDeviceGetPciInfo_v3", b => b.ReadPciAddress()),
        new("architecture", "nvmlDeviceGetArchitecture", b => b.ReadArchitecture() is { } number ? Architecture(number) : null),
        new("vbios", "nvmlDeviceGetVbiosVersion", b => b.ReadVbiosVersion()),
        new("memory-gib", "nvmlDeviceGetMemoryInfo", b => Number(b.ReadMemoryTotal() / (1L << 30), "0.##")),
        new("power-limit-w", "nvmlDeviceGetPowerManagementLimit", b => Number(b.ReadPowerLimit() / 1e3)),
        new("power-limit-enforced-w", "nvmlDeviceGetEnforcedPowerLimit", b => Number(b.ReadEnforcedPowerLimit() / 1e3)),
        new("power-limit-default-w", "nvmlDeviceGetPowerManagementDefaultLimit", b => Number(b.ReadDefaultPowerLimit() / 1e3)),
        new("power-limit-min-w", "nvmlDeviceGetPowerManagementLimitConstraints", b => Number(b.ReadLowestPowerLimit() / 1e3)),
        new("power-limit-max-w", "nvmlDeviceGetPowerManagementLimitConstraints", b => Number(b.ReadHighestPowerLimit() / 1e3)),
        new("sm-clock-max-mhz", "nvmlDeviceGetMaxClockInfo", b => Number(b.ReadMaxClock(NvmlClock.Sm))),
        new("memory-clock-max-mhz", "nvmlDeviceGetMaxClockInfo", b => Number(b.ReadMaxClock(NvmlClock.Memory))),
        new("application-sm-clock-mhz", "nvmlDeviceGetApplicationsClock", b => Number(b.ReadApplicationClock(NvmlClock.Sm))),
        new("application-memory-clock-mhz", "nvmlDeviceGetApplicationsClock", b => Number(b.ReadApplicationClock(NvmlClock.Memory))),
        new("pcie.generation", "nvmlDeviceGetCurrPcieLinkGeneration", b => Number(b.ReadPcieGeneration())),
        new("pcie.width", "nvmlDeviceGetCurrPcieLinkWidth", b => Number(b.ReadPcieWidth())),
        new("pcie.generation-max", "nvmlDeviceGetMaxPcieLinkGeneration", b => Number(b.ReadMaxPcieGeneration())),
        new("pcie.width-max", "nvmlDeviceGetMaxPcieLinkWidth", b => Number(b.ReadMaxPcieWidth())),
        new("ecc", "nvmlDeviceGetEccMode", b => Switch(b.ReadEcc())),
        new("mig", "nvmlDeviceGetMigMode", b => Switch(b.ReadMig())),
        new("persistence", "nvmlDeviceGetPersistenceMode", b => Switch(b.ReadPersistence())),
        new("compute-mode", "nvmlDeviceGetComputeMode", b => b.ReadComputeMode() is { } mode ? ComputeMode(mode) : null),
        new("temperature-c", "nvmlDeviceGetTemperature", b => Number(b.ReadTemperature())),
        new("processes", "nvmlDeviceGetComputeRunningProcesses_v3", b => Number(b.ReadProcessCount())),
    ];

    private static string? Number(double? value, string format = "0.###") => value?.ToString(format, CultureInfo.InvariantCulture);

    private static string? Switch(bool? on) => on switch { true => "on", false => "off", null => null };

    private static string Architecture(uint number) =>
        Enum.IsDefined((NvmlArchitecture)number) ? ((NvmlArchitecture)number).ToString() : FormattableString.Invariant($"number {number}");

    // As nvidia-smi writes them.
    private static string ComputeMode(uint mode) => mode switch
    {
        0 => "Default",
        1 => "Exclusive_Thread",
        2 => "Prohibited",
        3 => "Exclusive_Process",
        _ => FormattableString.Invariant($"number {mode}"),
    };
}
