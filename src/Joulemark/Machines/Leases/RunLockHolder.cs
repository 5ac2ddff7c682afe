namespace Joulemark.Machines.Leases;

/// <summary>Who holds the run lock, as it is written into the lock's file.</summary>
/// <param name="Owner">The process.</param>
/// <param name="Run">The run, by its folder's name, or what is being started.</param>
/// <param name="Since">Since when.</param>
internal sealed record RunLockHolder(LeaseOwner Owner, string Run, DateTimeOffset Since);
