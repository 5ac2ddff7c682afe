using System.Globalization;
using Joulemark.Machines.Linux;

namespace Joulemark.Machines.Leases;

/// <summary>A process that cannot be mistaken for a later one with its number.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="StartTicks">When it started, in the kernel's ticks since the boot; null where that is not known.</param>
/// <param name="Boot">The boot; null where that is not known.</param>
internal sealed record ProcessIdentity(int Pid, long? StartTicks, string? Boot)
{
    // Our own number is of our own view of processes, so it is looked up there and not in the host's tree.
    private const string Procfs = "/proc";

    public static ProcessIdentity Own { get; } = new(Environment.ProcessId, StartOf(Procfs, Environment.ProcessId), SysfsText.Read(Procfs, "sys/kernel/random/boot_id"));

    /// <summary>When a process started; null where it is gone.</summary>
    public static long? StartOf(string procfs, int pid) => Fields(procfs, pid) is { Length: > 19 } fields && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : null;

    /// <summary>The parent of a process; null where either is gone.</summary>
    public static int? ParentOf(int pid) => Fields(Procfs, pid) is { Length: > 1 } fields && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) && parent > 0 ? parent : null;

    /// <summary>True for this very process and for those that it descends from.</summary>
    public bool IsAncestorOfOurs()
    {
        for (int? pid = Environment.ProcessId; pid is { } process; pid = ParentOf(process))
        {
            if (process == Pid && StartOf(Procfs, process) == StartTicks)
                return true;
        }

        return false;
    }

    private static string[]? Fields(string procfs, int pid)
    {
        // The command name is in brackets and may hold blanks and brackets: fields start after the last one.
        var text = SysfsText.Read(procfs, pid.ToString(CultureInfo.InvariantCulture), "stat");
        return text?.LastIndexOf(')') is >= 0 and var end ? text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : null;
    }
}
