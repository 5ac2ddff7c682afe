using System.Runtime.InteropServices;

namespace Joulemark.Machines.Nvidia;

/// <summary><c>nvmlProcessInfo_t</c> of the second and third version: 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlProcessInfo
{
    public uint Pid;
    public ulong UsedMemory;

    /// <summary>All bits set when the board is not split.</summary>
    public uint GpuInstance;

    /// <summary>All bits set when the board is not split.</summary>
    public uint ComputeInstance;
}
