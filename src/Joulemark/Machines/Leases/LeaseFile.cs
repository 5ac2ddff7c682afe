namespace Joulemark.Machines.Leases;

/// <summary>A lease as it was found on the disk.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Lease">What it says; null where it is damaged.</param>
/// <param name="Problem">What is wrong with it; null where nothing is.</param>
/// <param name="IsLive">True while the process that holds it lives.</param>
/// <param name="IsOthers">True for one of root's, looked at by an ordinary user.</param>
internal sealed record LeaseFile(string Path, Lease? Lease, string? Problem, bool IsLive, bool IsOthers = false);
