namespace Joulemark.Machines.Linux;

/// <summary>What a process tree has used.</summary>
/// <param name="Cpu">CPU time since each process began; never falls from one reading to the next.</param>
/// <param name="ResidentBytes">Memory resident now.</param>
/// <param name="Processes">Processes alive now.</param>
internal readonly record struct ProcessTreeUsage(TimeSpan Cpu, long ResidentBytes, int Processes);
