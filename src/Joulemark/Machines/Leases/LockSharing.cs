using Joulemark.Machines.Linux;

namespace Joulemark.Machines.Leases;

/// <summary>Whether the run lock of a container is the host's too.</summary>
internal static class LockSharing
{
    /// <summary>What to do about one that is not.</summary>
    public const string Remedy = "Start the container with the host's directory, -v /run/lock:/run/lock (docs/container.md has the others).";

    /// <summary>Why runs outside do not see the lock; null where they do, or where there is no outside.</summary>
    public static string? Problem(HostPaths paths)
    {
        var facts = new FactList();
        ContainerFacts.Capture(facts, paths, Environment.GetEnvironmentVariable);
        if (facts.All.First(f => f.Key == ContainerFacts.Engine).Value is not { } engine || engine == "none")
            return null;
        return SysfsText.Read(paths.Procfs, "self/mountinfo") is { } mounts && IsMounted(mounts, paths.Locks) ? null
            : $"this is a container ({engine}), and the run lock's directory {paths.Locks} is its own: runs outside and in other containers do not see that one measures here, nor are they seen";
    }

    /// <summary>
    /// True for a directory that was mounted into the container: it is a mount of its own, or lies in one that is neither the
    /// root nor memory, which engines mount for their containers themselves.
    /// </summary>
    internal static bool IsMounted(string table, string directory)
    {
        // mountinfo: id, parent, device, root, place, options, optional fields, "-", type, source, options (proc(5)).
        var mount = table.Split('\n').Select(l => l.Split(' ')).Where(f => f.Length > 6 && Contains(f[4], directory)).MaxBy(f => f[4].Length);
        return mount is not null && mount[4] != "/" && (mount[4] == directory || mount.SkipWhile(f => f != "-").ElementAtOrDefault(1) is not ("tmpfs" or "overlay"));
    }

    private static bool Contains(string place, string directory) =>
        place == "/" || directory == place || directory.StartsWith(place + "/", StringComparison.Ordinal);
}
