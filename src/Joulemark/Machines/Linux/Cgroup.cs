using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>One controller's control group of this process, in either version of the interface.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="Directories">Its directory first, then those above it as far as they are seen: each of them limits.</param>
internal sealed record Cgroup(int Version, IReadOnlyList<string> Directories)
{
    /// <summary>Finds a controller's group; null with the reason where it cannot be seen.</summary>
    public static Cgroup? Find(HostPaths paths, string controller, out string source, out string reason)
    {
        source = Path.Combine(paths.Procfs, "self/cgroup");
        if (FactList.TryRead(source, out reason) is not { } text)
            return null;

        // id:controllers:path; the second version has one group for all of them, and names none.
        var lines = text.Split('\n').Select(l => l.Split(':', 3)).Where(l => l.Length == 3).ToList();
        var first = lines.Find(l => l[1].Split(',').Contains(controller, StringComparer.Ordinal));
        if ((first ?? lines.Find(l => l[0] == "0" && l[1].Length == 0)) is not { } line)
        {
            reason = $"it names no group of the controller {controller}";
            return null;
        }

        var root = Path.Combine(paths.Sysfs, "fs/cgroup");
        var mounts = first is null ? [root] : (string[])[Path.Combine(root, line[1]), Path.Combine(root, controller)];
        if (Array.Find(mounts, Directory.Exists) is not { } mount || (first is null && !File.Exists(Path.Combine(root, "cgroup.controllers"))))
        {
            (source, reason) = (root, $"the controller {controller} is not mounted there");
            return null;
        }

        return Of(first is null ? 2 : 1, mount, line[2].Trim(), out source, out reason);
    }

    private static Cgroup? Of(int version, string mount, string path, out string source, out string reason)
    {
        // A container sees its own group as the root, while the first version gives the path that the host sees.
        var own = Path.Join(mount, path).TrimEnd('/');
        if (path.Contains("..", StringComparison.Ordinal) || !Directory.Exists(own))
            own = mount;
        (source, reason) = (own, "");
        if (own == mount && Lists(own, Environment.ProcessId) == false)
        {
            reason = "its cgroup.procs does not list this process: the group that limits it cannot be seen from here";
            return null;
        }

        var directories = new List<string>();
        for (var at = own; at.Length >= mount.Length; at = Path.GetDirectoryName(at)!)
            directories.Add(at);
        return new Cgroup(version, directories);
    }

    /// <summary>True when a process is in a group; null where the group does not say.</summary>
    private static bool? Lists(string group, int process) =>
        FactList.TryRead(Path.Combine(group, "cgroup.procs"), out _) is { } text
            ? text.Split('\n').Contains(process.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal) : null;
}
