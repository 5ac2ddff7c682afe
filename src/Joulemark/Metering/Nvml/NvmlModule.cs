namespace Joulemark.Metering.Nvml;

/// <summary>
/// What a board's module means for its joules. On Grace Hopper the counter covers the whole module, CPU and memory included
/// (ml-energy/zeus#172), so that it must not pass for the GPU's. Nothing documents it for other superchips.
/// </summary>
internal enum NvmlModule
{
    /// <summary>No superchip: the counter is the board's, and the module, where it answers, only repeats it.</summary>
    None,

    /// <summary>Grace Hopper: one GPU to a module, and the counter is the module's.</summary>
    OfThisGpu,

    /// <summary>Another superchip: boards may share a module, and the counter may be either's; nothing of it can be summed.</summary>
    Unclear,
}
