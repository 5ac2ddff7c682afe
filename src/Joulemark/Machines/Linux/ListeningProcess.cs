using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>Finds which process listens on a local TCP port, so that a server Joulemark did not start can be metered too.</summary>
internal static class ListeningProcess
{
    // They pass connections on: their CPU time is not the server's.
    private static readonly string[] Forwarders =
        ["docker-proxy", "rootlessport", "slirp4netns", "pasta", "ssh", "sshd", "kubectl", "nginx", "haproxy", "envoy", "caddy", "traefik", "socat", "systemd"];

    private const string ListenState = "0A"; // TCP_LISTEN, include/net/tcp_states.h

    /// <summary>
    /// The process that listens on the port; null when none is found, when its descriptors may not be read, and when it is
    /// one that only passes connections on (a container's port, a tunnel, a reverse proxy).
    /// </summary>
    public static int? Find(HostPaths paths, int port) =>
        Listener(paths, port) is { } pid && !Forwarders.Contains(Name(paths, pid), StringComparer.Ordinal) ? pid : null;

    /// <summary>True when what listens on the port is a tunnel, so that the server is on another machine.</summary>
    public static bool IsTunnel(HostPaths paths, int port) => Listener(paths, port) is { } pid && Name(paths, pid) is "ssh" or "sshd" or "kubectl";

    /// <summary>What listens on the port, for a message; null where it cannot be found.</summary>
    public static string? Describe(HostPaths paths, int port) => Listener(paths, port) is { } pid ? FormattableString.Invariant($"{Name(paths, pid)} (process {pid})") : null;

    private static int? Listener(HostPaths paths, int port)
    {
        var sockets = Inodes(Path.Combine(paths.Procfs, "net/tcp"), port)
            .Concat(Inodes(Path.Combine(paths.Procfs, "net/tcp6"), port))
            .Select(inode => $"socket:[{inode}]")
            .ToHashSet(StringComparer.Ordinal);
        if (sockets.Count == 0)
            return null;

        // The smallest pid is the parent where a server forks workers that share the socket.
        return Directory.EnumerateDirectories(paths.Procfs)
            .Select(d => int.TryParse(Path.GetFileName(d.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0)
            .Order()
            .Cast<int?>()
            .FirstOrDefault(pid => Holds(Path.Combine(paths.Procfs, pid!.Value.ToString(CultureInfo.InvariantCulture), "fd"), sockets));
    }

    private static string Name(HostPaths paths, int pid)
    {
        try
        {
            return File.ReadAllText(Path.Combine(paths.Procfs, pid.ToString(CultureInfo.InvariantCulture), "comm")).TrimEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static IEnumerable<string> Inodes(string table, int port)
    {
        if (!File.Exists(table))
            yield break;
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[3] == ListenState && fields[1].EndsWith(suffix, StringComparison.Ordinal))
                yield return fields[9];
        }
    }

    private static bool Holds(string descriptors, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(descriptors)
                .Any(fd => File.ResolveLinkTarget(fd, returnFinalTarget: false) is { } target && sockets.Contains(Path.GetFileName(target.FullName)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
