using System.Text.Json.Serialization;
using Joulemark.Machines.Linux;

namespace Joulemark.Machines.Leases;

/// <summary>The process that took a lease or the run lock. Whether it lives, the kernel's lock on the file says; this says who it was.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="StartTicks">When it started, in the kernel's ticks since the boot; null where that is not known.</param>
/// <param name="Boot">The boot, which no other machine shares; null where that is not known.</param>
/// <param name="Machine">The machine; null where that is not known.</param>
/// <param name="Namespace">The view of processes that the number is of; null where that is not known.</param>
internal sealed record LeaseOwner(int Pid, long? StartTicks, string? Boot, string? Machine = null, string? Namespace = null)
{
    // Our own number is of our own view of processes, so it is looked up there and not in the host's tree.
    private const string Procfs = "/proc";

    public static LeaseOwner Own { get; } = new(Environment.ProcessId, StartOf(Procfs, Environment.ProcessId), SysfsText.Read(Procfs, "sys/kernel/random/boot_id"), MachineIdentity.Own, ProcessIdentity.Namespace);

    /// <summary>True for one of another start than this one, of this machine or of another; then nothing of it lasts here.</summary>
    [JsonIgnore]
    public bool IsOfAnotherBoot => Boot is not null && Own.Boot is not null && Boot != Own.Boot;

    /// <summary>True for one of an earlier start of this very machine.</summary>
    [JsonIgnore]
    public bool IsOfBeforeRestart => IsOfAnotherBoot && Machine is not null && Machine == Own.Machine;

    /// <summary>True where its process numbers mean others than ours.</summary>
    [JsonIgnore]
    public bool HasOtherProcesses => Namespace is { Length: > 0 } && Own.Namespace is { Length: > 0 } && Namespace != Own.Namespace;

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
