using System.Text;

namespace Joulemark.Metering.Nvml;

/// <summary>One board: each reading asks the driver, and is null when the board does not answer.</summary>
internal sealed unsafe class NvmlDevice(NvmlLibrary library, nint handle)
{
    private delegate NvmlReturn TextFunction(nint device, byte* text, uint length);

    public string? ReadName() => Text(library.DeviceGetName);

    public string? ReadUuid() => Text(library.DeviceGetUuid);

    public uint? ReadArchitecture()
    {
        uint value;
        return library.DeviceGetArchitecture(handle, &value) == NvmlReturn.Success && value != uint.MaxValue ? value : null;
    }

    /// <summary>Energy since the driver was loaded, mJ.</summary>
    public double? ReadEnergyMillijoules()
    {
        ulong value;
        return library.DeviceGetTotalEnergyConsumption(handle, &value) == NvmlReturn.Success ? NvmlBlank.Filter(value) : null;
    }

    /// <summary>Power now, mW, by its field.</summary>
    public double? ReadInstantMilliwatts()
    {
        var power = new NvmlFieldValue { Field = NvmlFieldId.PowerInstant };
        return library.DeviceGetFieldValues(handle, 1, &power) == NvmlReturn.Success ? NotZero(power.Number) : null;
    }

    /// <summary>Power by the older function, mW.</summary>
    public double? ReadUsageMilliwatts()
    {
        uint value;
        return library.DeviceGetPowerUsage(handle, &value) == NvmlReturn.Success ? NotZero(NvmlBlank.Filter(value)) : null;
    }

    /// <summary>Highest power limit that can be set, mW.</summary>
    public double? ReadMaxLimitMilliwatts()
    {
        uint min, max;
        return library.DeviceGetPowerManagementLimitConstraints(handle, &min, &max) == NvmlReturn.Success ? NotZero(NvmlBlank.Filter(max)) : null;
    }

    public bool ReadMigEnabled()
    {
        uint current, pending;
        return library.DeviceGetMigMode(handle, &current, &pending) == NvmlReturn.Success && current == 1;
    }

    /// <summary>A board whose driver answers draws some power: 0 W is a driver that has nothing to say.</summary>
    private static double? NotZero(double? value) => value > 0 ? value : null;

    private string? Text(TextFunction read)
    {
        const int Length = 96; // NVML's longest: NVML_DEVICE_NAME_V2_BUFFER_SIZE and NVML_DEVICE_UUID_V2_BUFFER_SIZE
        var text = stackalloc byte[Length];
        if (read(handle, text, Length) != NvmlReturn.Success)
            return null;
        var bytes = new ReadOnlySpan<byte>(text, Length);
        var end = bytes.IndexOf((byte)0);
        return end > 0 ? Encoding.UTF8.GetString(bytes[..end]) : null;
    }
}
