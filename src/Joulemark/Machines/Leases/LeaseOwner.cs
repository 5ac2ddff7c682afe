using Joulemark.Machines.Linux;

namespace Joulemark.Machines.Leases;

/// <summary>The process that took a lease or the run lock. Whether it lives, the kernel's lock on the file says; this says who it was.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="StartTicks">When it started, in the kernel's ticks since the boot; null where that is not known.</param>
/// <param name="Boot">The boot; null where that is not known.</param>
internal sealed record LeaseOwner(int Pid, long? StartTicks, string? Boot)
{
    // Our own number is of our own view of processes, so it is looked up there and not in the host's tree.
    private const string Procfs = "/proc";

    public static LeaseOwner Own { get; } = new(Environment.ProcessId, StartOf(Procfs, Environment.ProcessId), SysfsText.Read(Procfs, "sys/kernel/random/boot_id"));

    /// <summary>When a process started; null where it is gone.</summary>
    public static long? StartOf(string procfs, int pid) => (long?)ProcessAccount.Read(procfs, pid)?.StartTime;

    /// <summary>True for this very process and for those that it descends from.</summary>
    public bool IsAncestorOfOurs()
    {
        for (var pid = Environment.ProcessId; pid > 0; pid = ProcessAccount.Read(Procfs, pid)?.Parent ?? 0)
        {
            if (pid == Pid && StartOf(Procfs, pid) == StartTicks)
                return true;
        }

        return false;
    }
}
