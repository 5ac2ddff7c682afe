using System.Runtime.InteropServices;

namespace Joulemark.Machines.Nvidia;

/// <summary><c>nvmlTemperature_v1_t</c>: 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlTemperature
{
    /// <summary>Size and version 1, as NVML packs them.</summary>
    public const uint Version1 = 0x0100000C;

    public uint Version;
    public uint Sensor;
    public int Celsius;
}
