namespace Joulemark.Machines.Nvidia;

/// <summary>
/// One board: each reading asks the driver, and is null when the board does not answer, when the driver has no such
/// function, and when it gives one of the vendor's blanks.
/// </summary>
internal sealed unsafe class NvmlDevice(NvmlFunctions functions, nint handle)
{
    /// <summary>What the last reading's call gave: why it is null.</summary>
    public NvmlReturn LastReturn { get; private set; }

    /// <summary>How the board answers now: what stands behind a reading that failed.</summary>
    public NvmlReturn ReadState()
    {
        uint power;
        var read = (delegate* unmanaged[Cdecl]<nint, uint*, NvmlReturn>)functions.DeviceGetPowerUsage;
        return read == null ? NvmlReturn.FunctionNotFound : read(handle, &power);
    }


    public string? ReadName() => Text(functions.DeviceGetName);

    public string? ReadUuid() => Text(functions.DeviceGetUuid);

    public string? ReadVbiosVersion() => Text(functions.DeviceGetVbiosVersion);

    /// <summary>Architecture as NVML numbers it.</summary>
    public uint? ReadArchitecture() => (uint?)UInt(functions.DeviceGetArchitecture);

    /// <summary>Place on the PCI bus as the kernel writes it, e.g. <c>0000:41:00.0</c>.</summary>
    public string? ReadPciAddress()
    {
        NvmlPciInfo pci;
        var read = (delegate* unmanaged[Cdecl]<nint, void*, NvmlReturn>)functions.DeviceGetPciInfo;
        if (!Succeeds(read == null ? NvmlReturn.FunctionNotFound : read(handle, &pci)))
            return null;

        // NVML writes the domain with eight digits, the kernel with no more than it needs beyond four.
        var address = NvmlText.Of(pci.BusId, NvmlPciInfo.BusIdLength)?.ToLowerInvariant();
        var domain = address?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return domain < 0 ? null : address![..domain].TrimStart('0').PadLeft(4, '0') + address[domain..];
    }

    public bool? ReadPersistence() => UInt(functions.DeviceGetPersistenceMode) is { } mode ? mode == 1 : null;

    public bool? ReadEcc() => Pair(functions.DeviceGetEccMode)?.First is { } mode ? mode == 1 : null;

    /// <summary>True when the board is split into instances; null when it knows nothing of them.</summary>
    public bool? ReadMig() => Pair(functions.DeviceGetMigMode)?.First is { } mode ? mode == 1 : null;

    /// <summary>Energy since the driver was loaded, mJ.</summary>
    public double? ReadEnergy() => ULong(functions.DeviceGetTotalEnergyConsumption);

    /// <summary>Power, mW.</summary>
    public double? ReadPowerUsage() => UInt(functions.DeviceGetPowerUsage);

    /// <summary>Lowest power limit that can be set, mW.</summary>
    public double? ReadLowestPowerLimit() => Pair(functions.DeviceGetPowerManagementLimitConstraints)?.First;

    /// <summary>Power limit that was set, mW; the one in force may be lower, where something else limits too.</summary>
    public double? ReadPowerLimit() => UInt(functions.DeviceGetPowerManagementLimit);

    /// <summary>Power limit that the board starts with, mW.</summary>
    public double? ReadDefaultPowerLimit() => UInt(functions.DeviceGetPowerManagementDefaultLimit);

    /// <summary>Highest clock that it can run at, MHz.</summary>
    public double? ReadMaxClock(NvmlClock clock) => UInt(functions.DeviceGetMaxClockInfo, (uint)clock);

    /// <summary>Clock that applications run at where nothing holds it down, MHz.</summary>
    public double? ReadApplicationClock(NvmlClock clock) => UInt(functions.DeviceGetApplicationsClock, (uint)clock);

    /// <summary>Generation of the PCIe link now; an idle link may be slower.</summary>
    public double? ReadPcieGeneration() => UInt(functions.DeviceGetCurrPcieLinkGeneration);

    /// <summary>Lanes of the PCIe link now.</summary>
    public double? ReadPcieWidth() => UInt(functions.DeviceGetCurrPcieLinkWidth);

    /// <summary>Highest generation that board and slot can do.</summary>
    public double? ReadMaxPcieGeneration() => UInt(functions.DeviceGetMaxPcieLinkGeneration);

    /// <summary>Most lanes that board and slot can do.</summary>
    public double? ReadMaxPcieWidth() => UInt(functions.DeviceGetMaxPcieLinkWidth);

    /// <summary>Who may compute, as NVML numbers it (<c>nvmlComputeMode_t</c>).</summary>
    public uint? ReadComputeMode() => (uint?)UInt(functions.DeviceGetComputeMode);

    /// <summary>Highest power limit that can be set, mW.</summary>
    public double? ReadHighestPowerLimit() => Pair(functions.DeviceGetPowerManagementLimitConstraints)?.Second;

    /// <summary>Power limit in force, mW.</summary>
    public double? ReadEnforcedPowerLimit() => UInt(functions.DeviceGetEnforcedPowerLimit);

    /// <summary>Temperature of the GPU, °C.</summary>
    public double? ReadTemperature()
    {
        const uint Gpu = 0;
        if (UInt(functions.DeviceGetTemperature, Gpu) is { } celsius)
            return celsius;
        var temperature = new NvmlTemperature { Version = NvmlTemperature.Version1, Sensor = Gpu };
        return Struct(functions.DeviceGetTemperatureV, &temperature) ? NvmlBlank.Filter(temperature.Celsius) : null;
    }

    /// <summary>Clock, MHz.</summary>
    public double? ReadClock(NvmlClock clock) => UInt(functions.DeviceGetClockInfo, (uint)clock);

    /// <summary>Share of the last sample period (1/6 to 1 s) in which a kernel ran, in percent.</summary>
    public double? ReadUtilization() => Utilization()?.Gpu;

    /// <summary>Share of the last sample period in which memory was read or written, in percent.</summary>
    public double? ReadMemoryUtilization() => Utilization()?.Memory;

    /// <summary>Memory of the board, bytes.</summary>
    public double? ReadMemoryTotal()
    {
        NvmlMemory memory;
        return Struct(functions.DeviceGetMemoryInfo, &memory) ? NvmlBlank.Filter(memory.Total) : null;
    }

    /// <summary>Memory in use, bytes.</summary>
    public double? ReadMemoryUsed()
    {
        var now = new NvmlMemoryV2 { Version = NvmlMemoryV2.Version2 };
        if (Struct(functions.DeviceGetMemoryInfoV2, &now))
            return NvmlBlank.Filter(now.Used);
        NvmlMemory older;
        return Struct(functions.DeviceGetMemoryInfo, &older) ? NvmlBlank.Filter(older.Used) : null;
    }

    /// <summary>Why clocks are lower than they could be: a mask.</summary>
    public double? ReadClockEventReasons() => ULong(functions.DeviceGetCurrentClocksEventReasons);

    /// <summary>How many processes compute.</summary>
    public double? ReadProcessCount()
    {
        uint count = 0;
        LastReturn = ReadProcesses(null, &count);
        return LastReturn is NvmlReturn.Success or NvmlReturn.InsufficientSize ? NvmlBlank.Filter(count) : null;
    }

    /// <summary>The processes that compute, as far as there is room; gives how many there are.</summary>
    public NvmlReturn ReadProcesses(NvmlProcessInfo* room, uint* count) => ReadProcesses(functions.DeviceGetComputeRunningProcesses, room, count);

    /// <summary>The processes that compute through the sharing service (MPS), likewise.</summary>
    public NvmlReturn ReadSharingProcesses(NvmlProcessInfo* room, uint* count) => ReadProcesses(functions.DeviceGetMpsComputeRunningProcesses, room, count);

    /// <summary>What processes did since a moment, also those that have left since, as far as there is room; gives how many there are.</summary>
    public NvmlReturn ReadProcessUse(NvmlProcessUse* room, uint* count, ulong since)
    {
        var read = (delegate* unmanaged[Cdecl]<nint, NvmlProcessUse*, uint*, ulong, NvmlReturn>)functions.DeviceGetProcessUtilization;
        return read == null ? NvmlReturn.FunctionNotFound : read(handle, room, count, since);
    }

    /// <summary>True where the driver keeps an account of processes that have left.</summary>
    public bool? ReadAccounting() => UInt(functions.DeviceGetAccountingMode) is { } mode ? mode == 1 : null;

    /// <summary>The processes in that account, as far as there is room; gives how many there are.</summary>
    public NvmlReturn ReadAccountedProcesses(uint* room, uint* count)
    {
        var read = (delegate* unmanaged[Cdecl]<nint, uint*, uint*, NvmlReturn>)functions.DeviceGetAccountingPids;
        return read == null ? NvmlReturn.FunctionNotFound : read(handle, count, room);
    }

    /// <summary>One field's value.</summary>
    public double? ReadField(NvmlFieldId field, NvmlScope scope = NvmlScope.Gpu)
    {
        var value = new NvmlFieldValue { Field = field, Scope = scope };
        return ReadFields(new Span<NvmlFieldValue>(ref value)) ? value.Number : null;
    }

    /// <summary>Several fields in one call; each value says for itself whether it was read. False when the call failed.</summary>
    public bool ReadFields(Span<NvmlFieldValue> values)
    {
        // A driver that leaves a value out must not make the one before pass for it.
        foreach (ref var value in values)
            value.Return = NvmlReturn.Unknown;
        var read = (delegate* unmanaged[Cdecl]<nint, int, NvmlFieldValue*, NvmlReturn>)functions.DeviceGetFieldValues;
        fixed (NvmlFieldValue* first = values)
            return read != null && read(handle, values.Length, first) == NvmlReturn.Success;
    }

    /// <summary>Lowest and highest power limit that can be set, mW.</summary>
    public (double? Lowest, double? Highest)? ReadPowerLimitRange() => Pair(functions.DeviceGetPowerManagementLimitConstraints);

    /// <summary>Sets the power limit, mW.</summary>
    public NvmlReturn SetPowerLimit(uint milliwatts)
    {
        var set = (delegate* unmanaged[Cdecl]<nint, uint, NvmlReturn>)functions.DeviceSetPowerManagementLimit;
        return set == null ? NvmlReturn.FunctionNotFound : set(handle, milliwatts);
    }

    /// <summary>Holds the GPU's clock between two frequencies, MHz.</summary>
    public NvmlReturn LockClocks(uint lowest, uint highest)
    {
        var set = (delegate* unmanaged[Cdecl]<nint, uint, uint, NvmlReturn>)functions.DeviceSetGpuLockedClocks;
        return set == null ? NvmlReturn.FunctionNotFound : set(handle, lowest, highest);
    }

    /// <summary>Lets the GPU's clock go again.</summary>
    public NvmlReturn UnlockClocks()
    {
        var reset = (delegate* unmanaged[Cdecl]<nint, NvmlReturn>)functions.DeviceResetGpuLockedClocks;
        return reset == null ? NvmlReturn.FunctionNotFound : reset(handle);
    }

    /// <summary>Keeps the driver on the board while nobody uses it, or does not.</summary>
    public NvmlReturn SetPersistence(bool on)
    {
        var set = (delegate* unmanaged[Cdecl]<nint, uint, NvmlReturn>)functions.DeviceSetPersistenceMode;
        return set == null ? NvmlReturn.FunctionNotFound : set(handle, on ? 1u : 0u);
    }

    private NvmlReturn ReadProcesses(nint function, NvmlProcessInfo* room, uint* count)
    {
        var read = (delegate* unmanaged[Cdecl]<nint, uint*, NvmlProcessInfo*, NvmlReturn>)function;
        return read == null ? NvmlReturn.FunctionNotFound : read(handle, count, room);
    }

    private bool Succeeds(NvmlReturn code) => (LastReturn = code) == NvmlReturn.Success;

    private (double? Gpu, double? Memory)? Utilization()
    {
        NvmlUtilization rates;
        return Struct(functions.DeviceGetUtilizationRates, &rates) ? (Percent(rates.Gpu), Percent(rates.Memory)) : null;
    }

    private static double? Percent(uint value) => value <= 100 ? value : null;

    private double? UInt(nint function)
    {
        uint value = 0;
        var read = (delegate* unmanaged[Cdecl]<nint, uint*, NvmlReturn>)function;
        return Succeeds(read == null ? NvmlReturn.FunctionNotFound : read(handle, &value)) ? NvmlBlank.Filter(value) : null;
    }

    private double? UInt(nint function, uint which)
    {
        uint value = 0;
        var read = (delegate* unmanaged[Cdecl]<nint, uint, uint*, NvmlReturn>)function;
        return Succeeds(read == null ? NvmlReturn.FunctionNotFound : read(handle, which, &value)) ? NvmlBlank.Filter(value) : null;
    }

    private double? ULong(nint function)
    {
        ulong value = 0;
        var read = (delegate* unmanaged[Cdecl]<nint, ulong*, NvmlReturn>)function;
        return Succeeds(read == null ? NvmlReturn.FunctionNotFound : read(handle, &value)) ? NvmlBlank.Filter(value) : null;
    }

    private (double? First, double? Second)? Pair(nint function)
    {
        uint first = 0, second = 0;
        var read = (delegate* unmanaged[Cdecl]<nint, uint*, uint*, NvmlReturn>)function;
        return Succeeds(read == null ? NvmlReturn.FunctionNotFound : read(handle, &first, &second))
            ? (NvmlBlank.Filter(first), NvmlBlank.Filter(second))
            : null;
    }

    private bool Struct(nint function, void* value)
    {
        var read = (delegate* unmanaged[Cdecl]<nint, void*, NvmlReturn>)function;
        return Succeeds(read == null ? NvmlReturn.FunctionNotFound : read(handle, value));
    }

    private string? Text(nint function)
    {
        var text = stackalloc byte[NvmlText.Length];
        var read = (delegate* unmanaged[Cdecl]<nint, byte*, uint, NvmlReturn>)function;
        return Succeeds(read == null ? NvmlReturn.FunctionNotFound : read(handle, text, NvmlText.Length)) ? NvmlText.Of(text) : null;
    }
}
