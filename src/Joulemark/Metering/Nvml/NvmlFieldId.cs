namespace Joulemark.Metering.Nvml;

/// <summary>Fields of <c>nvmlDeviceGetFieldValues</c> that Joulemark reads.</summary>
internal enum NvmlFieldId : uint
{
    /// <summary>Power now, mW, where <c>nvmlDeviceGetPowerUsage</c> may be an average over one second.</summary>
    PowerInstant = 186,
}
