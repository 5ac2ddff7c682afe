using System.Net;
using Joulemark.Machines.Linux;
using Joulemark.Planning;

namespace Joulemark.Serving.OpenAI;

/// <summary>Attaches to a running OpenAI-compatible server.</summary>
internal sealed class OpenAIServer : IInferenceServer
{
    private readonly ServerSpec _spec;
    private readonly ServerEnvironment _environment;
    private OpenAIClient? _client;

    public OpenAIServer(ServerSpec spec, ServerEnvironment environment)
    {
        _spec = spec;
        _environment = environment;
    }

    public string? ExitReason => null;

    public async Task<ServerDescription> StartAsync(CancellationToken cancellationToken)
    {
        var url = _spec.Url ?? throw new InvalidOperationException("The planner lets no openai server pass without its address.");
        var key = _spec.ApiKeyEnv is { } variable ? Environment.GetEnvironmentVariable(variable) : null;
        var probe = new OpenAIProbe(url, key, _spec.StartTimeout);
        var model = await probe.FindModelAsync(_spec.Model, cancellationToken);

        _client = new OpenAIClient(_environment.Clock, url, key, model, _spec);
        var isLocal = await IsLocalAsync(url.Host, cancellationToken) && !ListeningProcess.IsTunnel(_environment.Paths, url.Port);
        return new ServerDescription
        {
            Url = url,
            Model = model,
            IsLocal = isLocal,
            RootProcess = isLocal ? ListeningProcess.Find(_environment.Paths, url.Port) : null,
            Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["server.kind"] = "openai", ["server.model"] = model },
        };
    }

    public Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken) =>
        (_client ?? throw new InvalidOperationException("StartAsync comes first.")).SendAsync(request, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
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
