namespace Joulemark.Machines.Nvidia;

/// <summary>A process that computes on a board.</summary>
/// <param name="Pid">Its number, in the driver's (the host's) process namespace.</param>
/// <param name="UsedBytes">Memory of the board that it holds; null where the driver does not say.</param>
internal readonly record struct NvmlProcess(int Pid, ulong? UsedBytes);
