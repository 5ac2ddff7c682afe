using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>The container or service that a process is in, by its control group.</summary>
internal static class ProcessUnit
{
    private static readonly string[] Containers = ["docker", "libpod", "containerd", "cri-o", "crio-", "kubepods", "lxc", "buildkit"];

    /// <summary>The group's path; null for a process in a session of a user, and for one that is gone.</summary>
    public static string? Of(string procfs, int pid) => Paths(procfs, pid).FirstOrDefault(p => p.EndsWith(".service", StringComparison.Ordinal) || IsContainer(p));

    /// <summary>The same of a container only.</summary>
    public static string? ContainerOf(string procfs, int pid) => Paths(procfs, pid).FirstOrDefault(IsContainer);

    /// <summary>Paths of its groups, one a hierarchy; none where it is gone.</summary>
    public static IReadOnlyList<string> Paths(string procfs, int pid)
    {
        try
        {
            // number:controllers:path; any hierarchy that knows the unit will do.
            return [.. File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"{procfs}/{pid}/cgroup")).Select(line => line[(line.IndexOf(':', line.IndexOf(':', StringComparison.Ordinal) + 1) + 1)..])];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // gone, or no cgroups
        }
    }

    private static bool IsContainer(string path) => Containers.Any(c => path.Contains(c, StringComparison.Ordinal));
}
