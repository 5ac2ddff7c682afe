using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// The most that any device of a part draws, for channels whose source does not say: beyond twice that a reading is a
/// sentinel or a spike (kepler#1851 saw 300 kW, xpumanager#130 terawatts), and no device of today comes near.
/// </summary>
internal static class PowerBounds
{
    /// <summary>The bound of a channel: its own where known. Null for parts that can be anything.</summary>
    public static Power? Of(Channel channel) => channel.MaxPower ?? (channel.Part switch
    {
        MachinePart.Gpu => new Power(2_000),
        MachinePart.GpuMemory or MachinePart.CpuPackage or MachinePart.CpuCores or MachinePart.CpuUncore or MachinePart.Dram => new Power(1_000),
        MachinePart.GpuModule => new Power(6_000),
        MachinePart.Platform or MachinePart.Components => new Power(10_000),
        MachinePart.Node or MachinePart.PsuOutput => new Power(30_000),
        _ => null,
    });
}
