using System.Runtime.InteropServices;

namespace Joulemark.Machines.Nvidia;

/// <summary><c>nvmlPciInfo_t</c>: 68 bytes, of which only the address is read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 68)]
internal unsafe struct NvmlPciInfo
{
    public const int BusIdLength = 32;

    [FieldOffset(36)]
    public fixed byte BusId[BusIdLength];
}
