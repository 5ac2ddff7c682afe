namespace Joulemark.Metering.Rapl;

/// <summary>What differs between vendors.</summary>
internal static class RaplVendor
{
    /// <summary>True for AMD, and for Hygon, whose CPUs are AMD's design and served by the same code in the kernel.</summary>
    public static bool IsAmd(string? cpuModel) =>
        cpuModel is not null
        && (cpuModel.Contains("AMD", StringComparison.Ordinal) || cpuModel.Contains("Hygon", StringComparison.OrdinalIgnoreCase));
}
