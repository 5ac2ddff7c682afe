using System.Net;
using Joulemark.Diagnostics;
using Joulemark.Machines.Linux;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving.Http;
using Joulemark.Serving.Launching;

namespace Joulemark.Serving;

/// <summary>A server that is spoken to over HTTP, whatever it speaks: one that runs already, or one that we start.</summary>
/// <param name="spec">The system under test.</param>
/// <param name="environment">What it may use of its surroundings.</param>
/// <param name="protocol">What it speaks.</param>
/// <param name="launcher">What starts it; null for one that runs already.</param>
internal sealed class RemoteServer(ServerSpec spec, ServerEnvironment environment, IServerProtocol protocol, IServerLauncher? launcher = null) : IInferenceServer
{
    private IStartedServer? _started;
    private StreamingClient? _client;
    private ServerProbe? _probe;

    public string? ExitReason => _started?.ExitReason;

    public bool IsStartedHere => _started is not null;

    public IClientWatch? Watch => Client.Watch;

    private StreamingClient Client => _client ?? throw new InvalidOperationException("StartAsync comes first.");

    public Task CheckAsync(CancellationToken cancellationToken) => launcher?.CheckAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task<ServerDescription> StartAsync(CancellationToken cancellationToken)
    {
        if (launcher is not null)
            _started = await launcher.StartAsync(cancellationToken);
        var url = _started?.Url ?? spec.Url ?? throw new InvalidOperationException($"The planner lets no server of kind {spec.Kind} pass without its address.");
        var key = spec.ApiKeyEnv is { } variable ? Environment.GetEnvironmentVariable(variable) : null;
        var authorities = spec.CaFile is { } file ? AuthorityFile.Read(file) : null;
        var credentials = new ServerCredentials(url, key, LaunchPlace.Hidden(spec));
        url = ServerCredentials.WithoutUser(url);
        _probe = new ServerProbe(url, credentials, spec.StartTimeout, authorities, spec.Wait || _started is not null, environment.Clock.TimeProvider);
        var identity = _started is null ? await protocol.DescribeAsync(_probe, cancellationToken)
            : await Readiness.WaitAsync(_started, stop => protocol.DescribeAsync(_probe, stop), cancellationToken);
        _client = new StreamingClient(protocol, url, environment.Clock, spec.RequestTimeout, credentials, authorities);
        var (facts, notes) = await DescribeAsync(identity, credentials, cancellationToken);
        if (_started is not null)
        {
            return new ServerDescription
            {
                Url = _probe.Server,
                Model = identity.Model,
                IsLocal = true,
                RootProcess = await _started.FindRootAsync(cancellationToken),
                IsOwnChild = _started.IsOwnChild,
                Facts = facts,
                Notes = notes,
            };
        }

        var addresses = await AddressesAsync(url.DnsSafeHost, cancellationToken);
        var isOwn = IsOwn(addresses);
        var process = isOwn ? ListeningProcess.Find(environment.Paths, addresses, url.Port) : ContainerNetwork.Find(environment.Paths, addresses, url.Port);
        var isLocal = isOwn ? !ListeningProcess.IsTunnel(environment.Paths, addresses, url.Port) : process is not null;
        return new ServerDescription
        {
            Url = _probe.Server,
            Model = identity.Model,
            IsLocal = isLocal,
            RootProcess = isLocal ? process : null,
            Facts = facts,
            Notes = notes,
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

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _probe?.Dispose();
        if (_started is not null)
            await _started.DisposeAsync();
    }

    /// <summary>
    /// What a server said of itself, with what is known of any (its kind, its model), of how it was started, and by the probe;
    /// held against what it was started with.
    /// </summary>
    private async Task<(Dictionary<string, string> Facts, List<Diagnostic> Notes)> DescribeAsync(ServerIdentity identity, ServerCredentials credentials, CancellationToken cancellationToken)
    {
        var facts = new Dictionary<string, string>(identity.Facts, StringComparer.Ordinal) { ["server.model"] = identity.Model };
        facts.TryAdd("server.kind", spec.Kind);
        foreach (var (key, value) in _started?.Facts ?? new Dictionary<string, string>(StringComparer.Ordinal))
            facts[key] = value;
        var notes = new List<Diagnostic>();
        if (spec.Probe.Count > 0)
            notes.AddRange(await FactProbe.AddAsync(spec.Probe, _started, credentials, facts, cancellationToken));
        if (spec.Launch is { } launch)
            notes.AddRange(LaunchVerification.Check(launch, facts));
        return (facts, notes);
    }

    /// <summary>The addresses of a host, in the order in which they are tried; none for a name that nobody knows.</summary>
    private static async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (System.Net.Sockets.SocketException)
        {
            return [];
        }
    }

    /// <summary>Whether one of the addresses is this machine's.</summary>
    private static bool IsOwn(IReadOnlyList<IPAddress> addresses)
    {
        var own = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).ToHashSet();
        return addresses.Any(a => IPAddress.IsLoopback(a) || own.Contains(a));
    }
}
