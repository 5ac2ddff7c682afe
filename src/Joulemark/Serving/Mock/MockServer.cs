using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Joulemark.Serving.Mock;

/// <summary>
/// A server without a model, on loopback: it answers each request with the same stream at once, so that what it takes to
/// ask is the client's work and nothing else. For <c>joulemark selftest</c>.
/// </summary>
internal sealed class MockServer : IDisposable
{
    /// <summary>Start of the line that the server prints once it listens.</summary>
    public const string Announcement = "listening on ";

    /// <summary>Name of the model it says it serves.</summary>
    public const string Model = "mock";

    private const int Backlog = 4096;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly MockAnswer _answer;

    /// <summary>Listens on a free port.</summary>
    /// <param name="tokens">Tokens of each answer.</param>
    /// <param name="oneByOne">True to send each token's event by itself, false to send the whole stream at once.</param>
    public MockServer(int tokens, bool oneByOne)
    {
        _answer = new MockAnswer(tokens, oneByOne);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(Backlog);
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}"));
        _ = AcceptAsync();
    }

    /// <summary>Its base address.</summary>
    public Uri Address { get; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync();
                socket.NoDelay = true;
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was disposed of.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var owned = socket;
        var buffer = new byte[16 * 1024];
        var filled = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(filled)) is var count and > 0)
            {
                filled += count;
                if (RequestLength(buffer.AsSpan(0, filled)) is not { } length)
                {
                    if (filled == buffer.Length)
                        Array.Resize(ref buffer, buffer.Length * 2);
                    continue;
                }

                await SendAsync(socket, buffer.AsSpan().StartsWith("POST"u8) ? _answer.Parts : _answer.Models);
                buffer.AsSpan(length, filled - length).CopyTo(buffer);
                filled -= length;
            }
        }
        catch (SocketException)
        {
            // The client has left.
        }
    }

    private static async Task SendAsync(Socket socket, IReadOnlyList<byte[]> parts)
    {
        foreach (var part in parts)
        {
            for (var sent = 0; sent < part.Length;)
                sent += await socket.SendAsync(part.AsMemory(sent));
            if (parts.Count > 1)
                await Task.Yield(); // the other streams' turn: what is sent at once is read at once
        }
    }

    /// <summary>Length of the first request with its body; null while it is not whole.</summary>
    private static int? RequestLength(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return null;
        var body = 0;
        foreach (var line in Encoding.Latin1.GetString(bytes[..head]).Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                body = int.Parse(line.AsSpan("Content-Length:".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }

        return head + 4 + body <= bytes.Length ? head + 4 + body : null;
    }
}
