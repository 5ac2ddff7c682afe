namespace Joulemark.Machines.Nvidia;

/// <summary>
/// Fields of <c>nvmlDeviceGetFieldValues</c> that Joulemark reads. The times of hardware slowdown are not among them: headers
/// of different releases number them 251–253 and 269–271, where the other release has power smoothing (see
/// NVIDIA/k8s-test-infra#691), so that a number alone does not tell what is read.
/// </summary>
internal enum NvmlFieldId : uint
{
    /// <summary>Time for which power held clocks down, ns; the next seven likewise.</summary>
    PowerViolation = 74,
    ThermalViolation = 75,
    SyncBoostViolation = 76,
    BoardLimitViolation = 77,
    LowUtilizationViolation = 78,
    ReliabilityViolation = 79,
    BelowApplicationClocks = 80,
    BelowBaseClocks = 81,

    /// <summary>Temperature of the memory, °C.</summary>
    MemoryTemperature = 82,

    /// <summary>Energy since the driver was loaded, mJ.</summary>
    TotalEnergy = 83,

    /// <summary>Power, mW; averaged over one second on Ampere and later except GA100.</summary>
    PowerAverage = 185,

    /// <summary>Power now, mW, where <c>nvmlDeviceGetPowerUsage</c> may be an average over one second.</summary>
    PowerInstant = 186,

    /// <summary>Highest power limit that can be set, mW.</summary>
    HighestPowerLimit = 188,
}
