using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Joulemark.Metering.Exporters;

/// <summary>Tells the machines apart whose series one Prometheus server holds.</summary>
internal static class PrometheusMachines
{
    /// <summary>Labels that name a machine, as exporters and Kubernetes set them; the one of every target last.</summary>
    private static readonly string[] Labels = ["node_name", "nodename", "node", "kubernetes_node", "Hostname", "hostname", "instance"];

    /// <summary>What a server calls itself when it scrapes its own machine.</summary>
    private static readonly HashSet<string> Loopback = new(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "::1" };

    /// <summary>
    /// The series of the source's machine. Those of a single machine are taken for this one, where the user says nothing
    /// else; of several machines, only those that bear its name. "localhost" is the machine of the server.
    /// </summary>
    /// <param name="source">The source as the user named it.</param>
    /// <param name="samples">One sample of each series.</param>
    /// <param name="machines">Every machine found, for a message.</param>
    public static IReadOnlyList<MetricSample> Select(MeterSource source, IReadOnlyList<MetricSample> samples, out IReadOnlyList<string> machines)
    {
        machines = [.. samples.Select(Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        var wanted = source.Node is { } node ? [node] : OwnNames(source.Url);

        // The user's own labels pick out their series, whatever machine they name.
        var picked = samples.Where(s => source.Map.Any(m => m.Metric == s.Name && m.Labels.Count > 0 && new MetricRule("map", m).Match(s) is not null)).ToList();
        var named = samples.Where(s => Labels.Any(l => s.Labels.TryGetValue(l, out var value) && wanted.Contains(Host(value)))).ToList();
        if (named.Count == 0 && picked.Count == 0 && source.Node is null && machines is [var only] && !Loopback.Contains(only))
            return samples;
        return [.. named.Union(picked)];
    }

    private static string Name(MetricSample sample) =>
        Labels.Select(l => sample.Labels.GetValueOrDefault(l)).FirstOrDefault(v => !string.IsNullOrEmpty(v)) is { } value ? Host(value) : "(without a name)";

    /// <summary>The host of <c>host:port</c>.</summary>
    private static string Host(string value)
    {
        if (value.StartsWith('[') && value.IndexOf(']', StringComparison.Ordinal) is var end and > 0)
            return value[1..end];
        return value.Count(c => c == ':') == 1 ? value[..value.IndexOf(':', StringComparison.Ordinal)] : value;
    }

    private static HashSet<string> OwnNames(Uri server)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Environment.MachineName };
        try
        {
            names.Add(Dns.GetHostName());
            names.UnionWith(NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address.ToString()));
        }
        catch (Exception e) when (e is NetworkInformationException or SocketException or PlatformNotSupportedException)
        {
            // The names above must do.
        }

        names.ExceptWith(Loopback); // the loopback interface's addresses are every machine's
        if (server.IsLoopback || names.Contains(server.DnsSafeHost))
            names.UnionWith(Loopback);
        return names;
    }
}
