using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Joulemark.Testing.Servers;

/// <summary>Listens on a free port of loopback and has each connection served, until it is disposed of. What every fake server stands on.</summary>
internal sealed class LoopbackListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _serving = [];
    private readonly Func<Socket, int, Task> _serve;
    private Task _accepting = Task.CompletedTask;
    private int _accepted;

    /// <summary>Takes a port; nothing is accepted before <see cref="Start"/>.</summary>
    /// <param name="serve">Serves a connection, given its number from 1, and owns its socket. The client may leave and the server stop at any time.</param>
    public LoopbackListener(Func<Socket, int, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
    }

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>Connections accepted so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Cancelled when it is disposed of.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Begins to accept.</summary>
    public void Start() => _accepting = Task.Run(AcceptAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] open;
        lock (_serving)
            open = [.. _serving];
        await Task.WhenAll(open);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
            {
                return;
            }

            socket.NoDelay = true;
            var number = Interlocked.Increment(ref _accepted);
            var serving = Task.Run(() => ServeAsync(socket, number));
            lock (_serving)
            {
                _serving.RemoveWhere(c => c.IsCompleted);
                _serving.Add(serving);
            }
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        try
        {
            await _serve(socket, number);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or InvalidOperationException)
        {
            // The client has left, or the server stops.
        }
    }
}
