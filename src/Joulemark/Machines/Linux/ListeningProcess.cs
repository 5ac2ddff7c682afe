using System.Globalization;
using System.Net;

namespace Joulemark.Machines.Linux;

/// <summary>Finds which process listens at a local TCP address, so that a server Joulemark did not start can be metered too.</summary>
internal static class ListeningProcess
{
    // They pass connections on: their CPU time is not the server's.
    private static readonly string[] Forwarders =
    [
        "docker-proxy", "rootlessport", "rootlesskit", "slirp4netns", "pasta", "pasta.avx2", "passt", "conmon", "gvproxy", "kube-proxy", "ssh", "sshd", "kubectl", "nginx", "haproxy", "envoy", "caddy",
        "traefik", "socat", "systemd",
    ];

    /// <summary>
    /// The process that listens at the first of these addresses where one does; the container's where the port is published by
    /// docker or podman. Null when none is found, when its descriptors may not be read, and when it is one that only passes
    /// connections on (a tunnel, a reverse proxy).
    /// </summary>
    /// <param name="paths">Where the host's trees are.</param>
    /// <param name="addresses">Addresses of this machine, in the order in which they are tried.</param>
    /// <param name="port">The port.</param>
    public static int? Find(HostPaths paths, IReadOnlyList<IPAddress> addresses, int port) =>
        Listener(paths, addresses, port) is not { } pid ? null : IsForwarder(paths, pid) ? ContainerNetwork.Behind(paths, pid) : pid;

    /// <summary>True when what listens there is a tunnel, so that the server is on another machine.</summary>
    public static bool IsTunnel(HostPaths paths, IReadOnlyList<IPAddress> addresses, int port) =>
        Listener(paths, addresses, port) is { } pid && Name(paths, pid) is "ssh" or "sshd" or "kubectl";

    /// <summary>What listens on the port, at whatever address, for a message; null where it cannot be found.</summary>
    public static string? Describe(HostPaths paths, int port) =>
        Holder(paths, ListeningSocket.On(Path.Combine(paths.Procfs, "net"), port)) is { } pid ? FormattableString.Invariant($"{Name(paths, pid)} (process {pid})") : null;

    /// <summary>True for a process that only passes connections on.</summary>
    public static bool IsForwarder(HostPaths paths, int pid) => Forwarders.Contains(Name(paths, pid), StringComparer.Ordinal);

    /// <summary>The addresses of a host of loopback, in the order in which they are tried.</summary>
    public static IReadOnlyList<IPAddress> OfLoopback(Uri url) => IPAddress.TryParse(url.DnsSafeHost, out var address) ? [address] : [IPAddress.IPv6Loopback, IPAddress.Loopback];

    /// <summary>
    /// Of several processes the one that the others come from: a server's own, and not a worker's. One that has ended
    /// meanwhile does not count: between its fork and its exec, every helper that a server starts holds what the server holds.
    /// </summary>
    public static int? Top(string procfs, IReadOnlyCollection<int> processes)
    {
        var living = processes.Select(pid => (Pid: pid, Account: ProcessAccount.Read(procfs, pid))).Where(p => p.Account is { State: not 'Z' }).ToList();
        return living.Where(p => !living.Exists(other => other.Pid == p.Account!.Value.Parent))
            .OrderBy(p => p.Account!.Value.StartTime).ThenBy(p => p.Pid)
            .Select(p => (int?)p.Pid).FirstOrDefault();
    }

    /// <summary>Every process of a tree.</summary>
    public static IEnumerable<int> All(string procfs) => Directory.Exists(procfs)
        ? Directory.EnumerateDirectories(procfs).Select(d => int.TryParse(Path.GetFileName(d.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(pid => pid > 0) : [];

    /// <summary>Whether a process has one of these sockets; null where that may not be seen.</summary>
    public static bool? Holds(string procfs, int pid, IReadOnlySet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(procfs, pid.ToString(CultureInfo.InvariantCulture), "fd"))
                .Any(fd => new FileInfo(fd).LinkTarget is { } target && sockets.Contains(Path.GetFileName(target)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Sockets as descriptors name them.</summary>
    public static IReadOnlySet<string> Names(IEnumerable<ListeningSocket> sockets) => sockets.Select(s => $"socket:[{s.Inode}]").ToHashSet(StringComparer.Ordinal);

    private static int? Listener(HostPaths paths, IReadOnlyList<IPAddress> addresses, int port)
    {
        var sockets = ListeningSocket.On(Path.Combine(paths.Procfs, "net"), port);
        return addresses.Select(a => ListeningSocket.Reached(sockets, a)).FirstOrDefault(s => s.Count > 0) is { } reached ? Holder(paths, reached) : null;
    }

    /// <summary>Who holds a socket: where a server forks workers, the one that they come from; where its socket was made by another, the server.</summary>
    private static int? Holder(HostPaths paths, IReadOnlyList<ListeningSocket> sockets)
    {
        if (sockets.Count == 0)
            return null;
        var names = Names(sockets);
        var holders = All(paths.Procfs).Where(pid => Holds(paths.Procfs, pid, names) == true).ToList();
        return Top(paths.Procfs, holders.Exists(p => !IsForwarder(paths, p)) ? holders.FindAll(p => !IsForwarder(paths, p)) : holders);
    }

    private static string Name(HostPaths paths, int pid) => SysfsText.Read(paths.Procfs, pid.ToString(CultureInfo.InvariantCulture), "comm") ?? ProcessAccount.Read(paths.Procfs, pid)?.Name ?? "";
}
