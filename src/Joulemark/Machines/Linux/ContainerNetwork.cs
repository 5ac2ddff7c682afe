using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Joulemark.Machines.Linux;

/// <summary>
/// Finds a server inside a container by the network that it sees, which <c>/proc/PID/net</c> shows to anybody: behind a
/// published port the process that listens on the host only passes connections on.
/// </summary>
internal static class ContainerNetwork
{
    /// <summary>The container's process behind one that passes connections on; null where it cannot be told for certain.</summary>
    /// <param name="paths">Where the host's trees are.</param>
    /// <param name="forwarder">The process that listens on the host.</param>
    public static int? Behind(HostPaths paths, int forwarder)
    {
        var words = Words(paths.Procfs, forwarder); // docker-proxy says where it connects to
        if (IPAddress.TryParse(After(words, "-container-ip"), out var address) && int.TryParse(After(words, "-container-port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return Find(paths, address, port);

        // podman's for users without rights has a child in the container's network, which connects from there; conmon, which
        // holds the port of an administrator's container, has the container's own process.
        return ProcessChildren.Of(paths.Procfs, forwarder).Select(child => Namespace(paths.Procfs, child)).FirstOrDefault(n => n is not null && n != Namespace(paths.Procfs, forwarder)) is { } network
            ? Only(paths.Procfs, ListeningProcess.All(paths.Procfs).Where(pid => Namespace(paths.Procfs, pid) == network && !ListeningProcess.IsForwarder(paths, pid)).ToList()) : null;
    }

    /// <summary>The same at the first of several addresses.</summary>
    public static int? Find(HostPaths paths, IReadOnlyList<IPAddress> addresses, int port) => addresses.Select(a => Find(paths, a, port)).FirstOrDefault(found => found is not null);

    /// <summary>The process in a container of this machine that listens at an address of the container's own; null where there is none.</summary>
    public static int? Find(HostPaths paths, IPAddress address, int port)
    {
        if (IPAddress.IsLoopback(address))
            return null; // every container has one
        var inside = Contained(paths.Procfs).Select(pid => (Pid: pid, Sockets: Listening(paths.Procfs, pid, address, port))).Where(p => p.Sockets.Count > 0).ToList();
        var holders = inside.Where(p => ListeningProcess.Holds(paths.Procfs, p.Pid, ListeningProcess.Names(p.Sockets)) == true).Select(p => p.Pid).ToList();
        if (ListeningProcess.Top(paths.Procfs, holders) is not { } holder)
            return Only(paths.Procfs, inside.ConvertAll(p => p.Pid));

        // Up to the first of the container: what that starts is the server's, too.
        var unit = ProcessUnit.ContainerOf(paths.Procfs, holder);
        return ListeningProcess.Top(paths.Procfs, inside.Select(p => p.Pid).Where(p => ProcessUnit.ContainerOf(paths.Procfs, p) == unit).ToList());
    }

    /// <summary>The first process of those of one container; null where they are of several, as in a pod.</summary>
    private static int? Only(string procfs, List<int> processes) =>
        processes.Select(p => ProcessUnit.ContainerOf(procfs, p)).Distinct(StringComparer.Ordinal).Count() == 1 ? ListeningProcess.Top(procfs, processes) : null;

    private static IEnumerable<int> Contained(string procfs) => ListeningProcess.All(procfs).Where(pid => ProcessUnit.ContainerOf(procfs, pid) is not null);

    private static IReadOnlyList<ListeningSocket> Listening(string procfs, int pid, IPAddress address, int port)
    {
        var net = Path.Combine(procfs, pid.ToString(CultureInfo.InvariantCulture), "net");
        return Has(net, address) ? ListeningSocket.Reached(ListeningSocket.On(net, port), address) : [];
    }

    /// <summary>Whether an address is one of a view of the network.</summary>
    private static bool Has(string net, IPAddress address)
    {
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                var digits = Convert.ToHexStringLower(address.GetAddressBytes());
                return File.ReadLines(Path.Combine(net, "if_inet6")).Any(l => l.StartsWith(digits, StringComparison.Ordinal));
            }

            var (leaf, isIt) = ($"|-- {address}", false);
            foreach (var line in File.ReadLines(Path.Combine(net, "fib_trie")).Select(l => l.Trim()))
            {
                if (isIt && line.StartsWith("/32 host LOCAL", StringComparison.Ordinal))
                    return true;
                isIt = line == leaf || (isIt && line.StartsWith('/'));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or without that family.
        }

        return false;
    }

    private static string? Namespace(string procfs, int pid)
    {
        try
        {
            return new FileInfo(Path.Combine(procfs, pid.ToString(CultureInfo.InvariantCulture), "ns/net")).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string[] Words(string procfs, int pid)
    {
        try
        {
            return File.ReadAllText(Path.Combine(procfs, pid.ToString(CultureInfo.InvariantCulture), "cmdline")).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? After(string[] words, string name) => Array.IndexOf(words, name) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : null;
}
