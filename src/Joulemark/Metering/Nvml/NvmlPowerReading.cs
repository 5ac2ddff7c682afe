namespace Joulemark.Metering.Nvml;

/// <summary>Which way a board's power is read.</summary>
internal enum NvmlPowerReading
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>Field 186: power now.</summary>
    InstantField,

    /// <summary><c>nvmlDeviceGetPowerUsage</c>: an average over one second on Ampere and later except GA100.</summary>
    PowerUsage,
}
