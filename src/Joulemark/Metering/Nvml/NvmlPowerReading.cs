namespace Joulemark.Metering.Nvml;

/// <summary>Which way a power is read.</summary>
internal enum NvmlPowerReading
{
    /// <summary>Field 186: power now.</summary>
    InstantField,

    /// <summary>Field 185: an average, over one second on Ampere and later except GA100.</summary>
    AverageField,

    /// <summary><c>nvmlDeviceGetPowerUsage</c>: the same average, for the board only.</summary>
    PowerUsage,
}
