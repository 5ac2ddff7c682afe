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
            return CheckFinding.Pass("no", path);
        using var locked = LockedFile.TryLock(path, create: false, forEveryone: false, out var failure);
        if (locked is not null)
            return CheckFinding.Pass("no", path);
        return failure is not null ? CheckFinding.Unknown(failure.Message, path)
            : CheckFinding.Fail($"yes, {RunLock.HolderOf(path)?.Run ?? "one without a name yet"}", path, "no", "two at once measure each other: a second one does not start", "Wait for its end, or let the run wait: joulemark run --wait");
    }
}
