using System.Net;
using System.Net.Sockets;
using Joulemark.Metrology;

namespace Joulemark.Serving.Http.Epoll;

/// <summary>Plain HTTP/1.1 on Linux, on non-blocking sockets and few threads: made to take two thousand streams without being late.</summary>
internal sealed class EpollTransport : HttpTransport
{
    private const int CpusPerLoop = 8;
    private const int MostLoops = 4;
    private readonly EpollLoop[] _loops;
    private int _address;

    /// <summary>A transport to one server.</summary>
    /// <param name="addresses">The server's addresses, in the order in which to try them.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="authorization">Value of the authorization header; null for none.</param>
    public EpollTransport(IReadOnlyList<IPEndPoint> addresses, MonotonicClock clock, string? authorization)
    {
        (Addresses, Clock) = (addresses, clock);
        _loops = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount / CpusPerLoop, 1, MostLoops)).Select(i => new EpollLoop(this, new RequestWriter(authorization), i))];
        Watch = new EpollWatch(_loops, clock);
    }

    public MonotonicClock Clock { get; }

    public IReadOnlyList<IPEndPoint> Addresses { get; }

    /// <summary>The address to connect to.</summary>
    public IPEndPoint Address => Addresses[Volatile.Read(ref _address)];

    /// <summary>False once the server was seen to close connections right after its answers.</summary>
    public bool ReusesConnections { get; set; } = true;

    public override IClientWatch? Watch { get; }

    /// <summary>The addresses of a plain http:// server that no proxy stands before; empty where this transport is not for it.</summary>
    public static IReadOnlyList<IPEndPoint> AddressesOf(Uri server)
    {
        if (!OperatingSystem.IsLinux() || server.Scheme != Uri.UriSchemeHttp || HttpClient.DefaultProxy.GetProxy(server) is { } proxy && proxy != server)
            return [];
        try
        {
            return [.. Dns.GetHostAddresses(server.DnsSafeHost)
                .Where(a => a.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
                .Select(a => new IPEndPoint(a, server.Port))];
        }
        catch (SocketException)
        {
            return []; // the framework's handler says what is wrong with the name
        }
    }

    /// <summary>An address refuses: the next one is tried from now on.</summary>
    public void Avoid(IPEndPoint address)
    {
        var index = Volatile.Read(ref _address);
        if (Addresses[index].Equals(address)) // else another request has seen it before
            Interlocked.CompareExchange(ref _address, (index + 1) % Addresses.Count, index);
    }

    public override async Task PrepareAsync(int connections, CancellationToken cancellationToken)
    {
        const double longest = 5;
        if (!ReusesConnections)
            return;
        var opening = Task.WhenAll(_loops.Select(l => l.OpenAheadAsync((connections + _loops.Length - 1) / _loops.Length)));
        await Task.WhenAny(opening, Clock.Delay(TimeSpan.FromSeconds(longest), cancellationToken));
    }

    public override void Send(HttpExchange exchange)
    {
        var loop = EpollLoop.Current;
        if (loop?.BelongsTo(this) != true)
            loop = _loops.Length == 1 ? _loops[0] : _loops.MinBy(l => l.InFlight)!;
        loop.Send(exchange);
    }

    public override void Dispose()
    {
        foreach (var loop in _loops)
            loop.Dispose();
    }
}
