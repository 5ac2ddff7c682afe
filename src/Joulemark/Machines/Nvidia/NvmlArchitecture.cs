namespace Joulemark.Machines.Nvidia;

/// <summary>Architectures as NVML numbers them (<c>nvmlDeviceArchitecture_t</c>).</summary>
internal enum NvmlArchitecture : uint
{
    Kepler = 2,
    Maxwell = 3,
    Pascal = 4,
    Volta = 5,
    Turing = 6,
    Ampere = 7,
    Ada = 8,
    Hopper = 9,
    Blackwell = 10,
    Rubin = 13,
}
