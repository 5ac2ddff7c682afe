using System.Runtime.InteropServices;

namespace Joulemark.Machines.Nvidia;

/// <summary><c>nvmlProcessUtilizationSample_t</c>: 32 bytes. Shares are percents of the sample's period.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlProcessUse
{
    public uint Pid;

    /// <summary>When it was taken: microseconds of the wall clock.</summary>
    public ulong Time;
    public uint Multiprocessors;
    public uint Memory;
    public uint Encoder;
    public uint Decoder;
}
