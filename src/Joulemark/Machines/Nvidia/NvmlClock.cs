namespace Joulemark.Machines.Nvidia;

/// <summary>Clocks of a board (<c>nvmlClockType_t</c>).</summary>
internal enum NvmlClock : uint
{
    Graphics = 0,
    Sm = 1,
    Memory = 2,
}
