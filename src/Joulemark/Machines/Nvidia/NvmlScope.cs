namespace Joulemark.Machines.Nvidia;

/// <summary>What of a board a field is about (<c>scopeId</c>, by the header's definitions and not its comment).</summary>
internal enum NvmlScope : uint
{
    /// <summary>The GPU's board.</summary>
    Gpu = 0,

    /// <summary>The module that it sits on: on a superchip with its CPU, and with other GPUs.</summary>
    Module = 1,

    /// <summary>The GPU's memory, inside the board.</summary>
    Memory = 2,
}
