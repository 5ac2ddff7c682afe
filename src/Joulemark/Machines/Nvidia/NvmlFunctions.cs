namespace Joulemark.Machines.Nvidia;

/// <summary>
/// Addresses of NVML's functions. Each stands alone: one that this version of the driver does not export is 0, and only
/// what it gives is missing.
/// </summary>
internal sealed class NvmlFunctions(Func<string, nint> find)
{
    public nint Init { get; } = find("nvmlInit_v2");

    public nint Shutdown { get; } = find("nvmlShutdown");

    public nint ErrorString { get; } = find("nvmlErrorString");

    public nint SystemGetDriverVersion { get; } = find("nvmlSystemGetDriverVersion");

    public nint DeviceGetCount { get; } = find("nvmlDeviceGetCount_v2");

    public nint DeviceGetHandleByIndex { get; } = find("nvmlDeviceGetHandleByIndex_v2");

    public nint DeviceGetName { get; } = find("nvmlDeviceGetName");

    public nint DeviceGetUuid { get; } = find("nvmlDeviceGetUUID");

    public nint DeviceGetVbiosVersion { get; } = find("nvmlDeviceGetVbiosVersion");

    public nint DeviceGetPciInfo { get; } = find("nvmlDeviceGetPciInfo_v3");

    public nint DeviceGetArchitecture { get; } = find("nvmlDeviceGetArchitecture");

    public nint DeviceGetMigMode { get; } = find("nvmlDeviceGetMigMode");

    public nint DeviceGetEccMode { get; } = find("nvmlDeviceGetEccMode");

    public nint DeviceGetPersistenceMode { get; } = find("nvmlDeviceGetPersistenceMode");

    public nint DeviceGetTotalEnergyConsumption { get; } = find("nvmlDeviceGetTotalEnergyConsumption");

    public nint DeviceGetPowerUsage { get; } = find("nvmlDeviceGetPowerUsage");

    public nint DeviceGetFieldValues { get; } = find("nvmlDeviceGetFieldValues");

    public nint DeviceGetPowerManagementLimitConstraints { get; } = find("nvmlDeviceGetPowerManagementLimitConstraints");

    public nint DeviceGetEnforcedPowerLimit { get; } = find("nvmlDeviceGetEnforcedPowerLimit");

    public nint DeviceGetTemperature { get; } = find("nvmlDeviceGetTemperature");

    public nint DeviceGetTemperatureV { get; } = find("nvmlDeviceGetTemperatureV");

    public nint DeviceGetClockInfo { get; } = find("nvmlDeviceGetClockInfo");

    public nint DeviceGetUtilizationRates { get; } = find("nvmlDeviceGetUtilizationRates");

    public nint DeviceGetMemoryInfo { get; } = find("nvmlDeviceGetMemoryInfo");

    public nint DeviceGetMemoryInfoV2 { get; } = find("nvmlDeviceGetMemoryInfo_v2");

    /// <summary>By its name of today, else by the one it had before driver 535.</summary>
    public nint DeviceGetCurrentClocksEventReasons { get; } =
        find("nvmlDeviceGetCurrentClocksEventReasons") is var now and not 0 ? now : find("nvmlDeviceGetCurrentClocksThrottleReasons");

    /// <summary>By its name of today, else by the one of before driver 510, which has the same layout; what is older has another.</summary>
    public nint DeviceGetComputeRunningProcesses { get; } =
        find("nvmlDeviceGetComputeRunningProcesses_v3") is var now and not 0 ? now : find("nvmlDeviceGetComputeRunningProcesses_v2");

    /// <summary>Those that compute through the driver's sharing service (MPS), which are in a list of their own.</summary>
    public nint DeviceGetMpsComputeRunningProcesses { get; } =
        find("nvmlDeviceGetMPSComputeRunningProcesses_v3") is var now and not 0 ? now : find("nvmlDeviceGetMPSComputeRunningProcesses_v2");

    // For watching who else is on a board, and whether its settings stay as they are.
    public nint DeviceGetProcessUtilization { get; } = find("nvmlDeviceGetProcessUtilization");

    public nint DeviceGetAccountingMode { get; } = find("nvmlDeviceGetAccountingMode");

    public nint DeviceGetAccountingPids { get; } = find("nvmlDeviceGetAccountingPids");

    // What controls read and set.
    public nint DeviceGetPowerManagementLimit { get; } = find("nvmlDeviceGetPowerManagementLimit");

    public nint DeviceSetPowerManagementLimit { get; } = find("nvmlDeviceSetPowerManagementLimit");

    public nint DeviceSetGpuLockedClocks { get; } = find("nvmlDeviceSetGpuLockedClocks");

    public nint DeviceResetGpuLockedClocks { get; } = find("nvmlDeviceResetGpuLockedClocks");

    public nint DeviceSetPersistenceMode { get; } = find("nvmlDeviceSetPersistenceMode");

    public nint DeviceGetMaxClockInfo { get; } = find("nvmlDeviceGetMaxClockInfo");

    // What a board is set to and could be set to, for the record of the machine.
    public nint SystemGetCudaDriverVersion { get; } = find("nvmlSystemGetCudaDriverVersion_v2");

    public nint DeviceGetPowerManagementDefaultLimit { get; } = find("nvmlDeviceGetPowerManagementDefaultLimit");

    public nint DeviceGetApplicationsClock { get; } = find("nvmlDeviceGetApplicationsClock");

    public nint DeviceGetCurrPcieLinkGeneration { get; } = find("nvmlDeviceGetCurrPcieLinkGeneration");

    public nint DeviceGetCurrPcieLinkWidth { get; } = find("nvmlDeviceGetCurrPcieLinkWidth");

    public nint DeviceGetMaxPcieLinkGeneration { get; } = find("nvmlDeviceGetMaxPcieLinkGeneration");

    public nint DeviceGetMaxPcieLinkWidth { get; } = find("nvmlDeviceGetMaxPcieLinkWidth");

    public nint DeviceGetComputeMode { get; } = find("nvmlDeviceGetComputeMode");
}
