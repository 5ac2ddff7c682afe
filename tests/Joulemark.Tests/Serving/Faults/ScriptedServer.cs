using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>A server on a real socket that follows a test's script on each connection.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ScriptedConnection, Task> _script;
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;
    private int _connections;

    private ScriptedServer(Func<ScriptedConnection, Task> script)
    {
        _script = script;
        _listener.Start();
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Connections accepted so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>A server that runs a script on each connection, and closes it where the script ends.</summary>
    public static ScriptedServer Start(Func<ScriptedConnection, Task> script) => new(script);

    /// <summary>A server that answers each request with the same bytes, and closes.</summary>
    public static ScriptedServer Answer(byte[] response, bool byteByByte = false) => Start(async c =>
    {
        if (await c.RequestAsync() is null)
            return;
        await (byteByByte ? c.SendByteByByteAsync(response) : c.SendAsync(response));
        c.Close();
        await c.UntilClosedAsync();
    });

    /// <summary>A server that answers each request with the same events, and keeps the connection.</summary>
    public static ScriptedServer Events(string events) => Start(async c =>
    {
        while (await c.RequestAsync() is not null)
            await c.StreamAsync(events);
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_serving);
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
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            socket.NoDelay = true;
            _serving.Add(ServeAsync(socket, Interlocked.Increment(ref _connections)));
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        await Task.Yield();
        using var connection = new ScriptedConnection(socket, number, _stop.Token);
        try
        {
            await _script(connection);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client has left, or the server stops.
        }
    }
}
