namespace Joulemark.Machines.Nvidia;

/// <summary>NVML's return codes (<c>nvmlReturn_t</c>), as far as Joulemark tells them apart.</summary>
internal enum NvmlReturn
{
    Success = 0,
    Uninitialized = 1,
    InvalidArgument = 2,
    NotSupported = 3,
    NoPermission = 4,

    /// <summary>There is nothing of that kind: no samples since the last ones, say.</summary>
    NotFound = 6,

    /// <summary>There is more than the buffer holds.</summary>
    InsufficientSize = 7,
    DriverNotLoaded = 9,

    /// <summary>This library has no such function: ours too, for a symbol that is not exported.</summary>
    FunctionNotFound = 13,
    GpuIsLost = 15,

    /// <summary>The library and the kernel module are of different driver versions.</summary>
    LibraryVersionMismatch = 18,
    Unknown = 999,
}
