using Joulemark.Records;

namespace Joulemark.Machines.Leases;

/// <summary>Whether a run that has no end in its folder is still going on, rather than was cut off.</summary>
internal static class OngoingRun
{
    /// <summary>The process that measures it, as the run lock of this machine names it; null when none does, or it cannot be told.</summary>
    public static int? ProcessOf(RunHeader header, HostPaths paths)
    {
        if (header.Status != RunStatus.Running || RunLock.HolderOf(RunLock.PathOf(paths)) is not { } holder || holder.Run != header.Id)
            return null;
        // The file stays when the lock is gone; its process does not. Looked at, not taken: a run that starts now must find the lock free.
        return holder.Owner is { StartTicks: { } started } owner && LeaseOwner.StartOf("/proc", owner.Pid) == started ? owner.Pid : null;
    }
}
