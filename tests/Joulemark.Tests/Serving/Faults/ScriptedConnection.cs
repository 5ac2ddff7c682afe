using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Joulemark.Testing.Servers;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>One connection of a scripted server: it says what a test wants said, byte by byte.</summary>
internal sealed class ScriptedConnection(Socket socket, int number, CancellationToken stop) : IDisposable
{
    public const string StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

    private readonly NetworkStream _stream = new(socket);

    /// <summary>Which connection it is, from 1.</summary>
    public int Number => number;

    /// <summary>Ends with the server.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Waits for the next request; null when the client has closed.</summary>
    public Task<FakeHttpRequest?> RequestAsync() => FakeHttpRequest.ReadAsync(_stream, stop);

    /// <summary>Reads a request's head only; what follows is left unread.</summary>
    public async Task HeadAsync()
    {
        var last = new StringBuilder();
        var one = new byte[1];
        while (!last.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _stream.ReadAsync(one, stop) > 0)
            last.Append((char)one[0]);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, stop);

    /// <summary>Sends with each byte in a write of its own.</summary>
    public async Task SendByteByByteAsync(ReadOnlyMemory<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            await SendAsync(bytes.Slice(i, 1));
    }

    /// <summary>Sends a stream of events as one chunked response, and ends it.</summary>
    public Task StreamAsync(string events) => StreamAsync(Encoding.UTF8.GetBytes(events));

    public async Task StreamAsync(byte[] events)
    {
        await SendAsync(StreamHead + "Transfer-Encoding: chunked\r\n\r\n");
        await SendAsync((byte[])[.. Encoding.ASCII.GetBytes(events.Length.ToString("x", CultureInfo.InvariantCulture)), .. "\r\n"u8, .. events, .. "\r\n0\r\n\r\n"u8]);
    }

    /// <summary>No more will be sent; the client reads what was, and then the end.</summary>
    public void Close() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Waits until the client closes, whatever it still sends.</summary>
    public async Task UntilClosedAsync()
    {
        var buffer = new byte[4096];
        while (await _stream.ReadAsync(buffer, stop) > 0)
        {
        }
    }

    /// <summary>Breaks off with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    public void Dispose()
    {
        _stream.Dispose();
        socket.Dispose();
    }
}
