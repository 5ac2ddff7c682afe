using System.Net;
using Joulemark.Machines.Linux;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving.Http;

namespace Joulemark.Serving;

/// <summary>Attaches to a running server, whatever it speaks.</summary>
/// <param name="spec">The system under test.</param>
/// <param name="environment">What it may use of its surroundings.</param>
/// <param name="protocol">What it speaks.</param>
internal sealed class RemoteServer(ServerSpec spec, ServerEnvironment environment, IServerProtocol protocol) : IInferenceServer
{
    private StreamingClient? _client;
    private ServerProbe? _probe;

    public string? ExitReason => null;

    public IClientWatch? Watch => Client.Watch;

    private StreamingClient Client => _client ?? throw new InvalidOperationException("StartAsync comes first.");

    public async Task<ServerDescription> StartAsync(CancellationToken cancellationToken)
    {
        var url = spec.Url ?? throw new InvalidOperationException($"The planner lets no server of kind {spec.Kind} pass without its address.");
        var key = spec.ApiKeyEnv is { } variable ? Environment.GetEnvironmentVariable(variable) : null;
        var authorities = spec.CaFile is { } file ? AuthorityFile.Read(file) : null;
        var credentials = new ServerCredentials(url, key);
        url = ServerCredentials.WithoutUser(url);
        _probe = new ServerProbe(url, credentials, spec.StartTimeout, authorities, spec.Wait, environment.Clock.TimeProvider);
        var identity = await protocol.DescribeAsync(_probe, cancellationToken);
        _client = new StreamingClient(protocol, url, environment.Clock, spec.RequestTimeout, credentials, authorities);
        var isLocal = await IsLocalAsync(url.Host, cancellationToken) && !ListeningProcess.IsTunnel(environment.Paths, url.Port);
        return new ServerDescription
        {
            Url = _probe.Server,
            Model = identity.Model,
            IsLocal = isLocal,
            RootProcess = isLocal ? ListeningProcess.Find(environment.Paths, url.Port) : null,
            Facts = Facts(spec, identity),
        };
    }

    public Task PrepareAsync(int connections, CancellationToken cancellationToken) => Client.PrepareAsync(connections, cancellationToken);

    public void Prepare(ServerRequest request) => Client.Prepare(request);

    public Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken) => Client.SendAsync(request, cancellationToken);

    public async Task<ServerCounters?> ReadCountersAsync(CancellationToken cancellationToken)
    {
        var asked = environment.Clock.Now;
        var counters = await protocol.ReadCountersAsync(_probe ?? throw new InvalidOperationException("StartAsync comes first."), cancellationToken);
        return counters is null ? null : counters with { Time = asked + ((environment.Clock.Now - asked) / 2) };
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _probe?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What a server said of itself, with what is known of any: its kind, and its model.</summary>
    internal static IReadOnlyDictionary<string, string> Facts(ServerSpec spec, ServerIdentity identity)
    {
        var facts = new Dictionary<string, string>(identity.Facts, StringComparer.Ordinal) { ["server.model"] = identity.Model };
        facts.TryAdd("server.kind", spec.Kind);
        return facts;
    }

    private static async Task<bool> IsLocalAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            var own = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(i => i.GetIPProperties().UnicastAddresses)
                .Select(a => a.Address)
                .ToHashSet();
            return Array.Exists(addresses, a => IPAddress.IsLoopback(a) || own.Contains(a));
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
