using Joulemark.Machines.Leases;
using Joulemark.Machines.Linux;

namespace Joulemark.Checkup;

/// <summary>Whether another run measures on this machine now, without taking its lock.</summary>
internal static class RunLockCheck
{
    public static CheckFinding Look(CheckupSite site)
    {
        var path = RunLock.PathOf(site.Paths);
        if (!File.Exists(path))
            return NoOther(site, path);
        using var locked = LockedFile.TryLock(path, make: null, out var failure);
        if (locked is not null)
            return NoOther(site, path);
        return failure is not null ? CheckFinding.Unknown(failure.Message, path)
            : CheckFinding.Fail($"yes, {RunLock.HolderOf(path)?.Run ?? "one without a name yet"}", path, "no", "two at once measure each other: a second one does not start", "Wait for its end, or let the run wait: joulemark run --wait");
    }

    /// <summary>No run that looks at this lock; whether there are others who do not is not to be seen.</summary>
    private static CheckFinding NoOther(CheckupSite site, string path) => site.Paths.LocksAreShared
        ? LockSharing.Problem(site.Paths) is { } problem ? CheckFinding.Warn("none that is seen", path, "a lock that host and containers share", problem, LockSharing.Remedy) : CheckFinding.Pass("no", path)
        : CheckFinding.Warn("none of this user's", path, "a lock that all users share", "other users' runs are not seen here, nor kept away", "Set JOULEMARK_LOCKS, for all users, to a directory that all of them may write (mode 1777).");
}
