using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// What lies inside what, as far as sources count it: cores, uncore ⊂ package ⊂ platform ⊂ node; memory ⊂ board ⊂ module;
/// the power supplies' output ⊂ node. DRAM stands beside the package, though the kernel's tree shows it below.
/// </summary>
internal static class Containment
{
    /// <summary>True when one part's joules hold the other's, for the same device where both have one.</summary>
    public static bool Holds(MachinePart outer, MachinePart inner) => (outer, inner) switch
    {
        (MachinePart.CpuPackage, MachinePart.CpuCores or MachinePart.CpuUncore) => true,
        (MachinePart.Platform, MachinePart.CpuPackage or MachinePart.Dram) => true,
        (MachinePart.Gpu, MachinePart.GpuMemory) => true,
        (MachinePart.GpuModule, MachinePart.Gpu) => true,
        (MachinePart.Node, MachinePart.Gpu or MachinePart.CpuPackage or MachinePart.Dram or MachinePart.PsuOutput) => true,
        _ => false,
    };

    /// <summary>True when the outer part has one device for each of the inner's; false when it holds them all together.</summary>
    public static bool IsByDevice(MachinePart outer) => outer is MachinePart.CpuPackage or MachinePart.Gpu or MachinePart.GpuModule;

    /// <summary>True when two channels read the same part of the same device.</summary>
    public static bool AreOfOneDevice(Channel one, Channel other) =>
        one.Node == other.Node && one.Part == other.Part && DeviceOf(one) == DeviceOf(other);

    /// <summary>What two channels must share to be readings of the same device.</summary>
    public static string DeviceOf(Channel channel) => channel.Part switch
    {
        MachinePart.Node or MachinePart.Platform or MachinePart.PsuOutput when channel.DeviceId is null && channel.Device == 0 => "whole",
        _ => channel.DeviceId ?? channel.Device.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
