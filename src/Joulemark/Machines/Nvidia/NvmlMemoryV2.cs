using System.Runtime.InteropServices;

namespace Joulemark.Machines.Nvidia;

/// <summary><c>nvmlMemory_v2_t</c>: 40 bytes; what the driver reserves stands apart.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal struct NvmlMemoryV2
{
    /// <summary>Size and version 2, as NVML packs them.</summary>
    public const uint Version2 = 0x02000028;

    [FieldOffset(0)]
    public uint Version;

    [FieldOffset(32)]
    public ulong Used;
}
