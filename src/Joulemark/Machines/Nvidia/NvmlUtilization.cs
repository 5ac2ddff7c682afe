using System.Runtime.InteropServices;

namespace Joulemark.Machines.Nvidia;

/// <summary><c>nvmlUtilization_t</c>: 8 bytes, in percent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlUtilization
{
    public uint Gpu;
    public uint Memory;
}
