using System.Runtime.InteropServices;

namespace Joulemark.Metering.Nvml;

/// <summary><c>nvmlUtilization_t</c>: 8 bytes, in percent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlUtilization
{
    public uint Gpu;
    public uint Memory;
}
