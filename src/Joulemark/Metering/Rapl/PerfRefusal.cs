using Joulemark.Machines;
using Joulemark.Machines.Linux;

namespace Joulemark.Metering.Rapl;

/// <summary>Why perf_event does not give RAPL on a machine whose kernel has it there, and what to do.</summary>
/// <param name="Reason">Why, with the values found.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record PerfRefusal(string Reason, string Remedy)
{
    private const string Capability = "sudo setcap cap_perfmon+ep \"$(command -v joulemark)\" (Linux 5.8 and later; it gives no other right)";
    private const string Container = "in a container, start it with docker run --cap-add PERFMON …";

    /// <summary>What an error of perf_event_open means.</summary>
    public static PerfRefusal Of(int error, HostPaths paths)
    {
        var gave = $"perf_event_open gave {Errno.Name(error)}";
        return error switch
        {
            // The kernel asks this for every counter of a CPU, as opposed to one of a process (perf_allow_cpu).
            Errno.AccessDenied => new(
                $"{gave}: a counter of a whole CPU needs CAP_PERFMON, or kernel.perf_event_paranoid at 0 or below"
                + (SysfsText.Read(paths.Procfs, "sys/kernel/perf_event_paranoid") is { } paranoid ? $", and it is {paranoid}" : ""),
                $"{Capability}; or sudo sysctl kernel.perf_event_paranoid=0 (for every user, until the next boot); {Container}"),
            Errno.NotPermitted or Errno.NotImplemented => new(
                $"{gave}: a seccomp filter or a security module forbids the call, as container runtimes do by default",
                $"{Container}; outside one, {Capability}"),
            _ => new($"{gave} for the PMU power", "See what the kernel says: sudo dmesg | grep -i rapl"),
        };
    }
}
