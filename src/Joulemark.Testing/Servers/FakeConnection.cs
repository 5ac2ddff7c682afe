using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Joulemark.Testing.Servers;

/// <summary>One connection to the fake server: as much of HTTP/1.1 as clients of these APIs use, byte by byte.</summary>
internal sealed class FakeConnection(Socket socket) : IDisposable
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private readonly ArrayBufferWriter<byte> _read = new();

    /// <summary>Reads the next request: its method and path. Null when the client has closed.</summary>
    public async Task<(string Method, string Path)?> ReadRequestAsync(CancellationToken cancellationToken) =>
        await ReadCallAsync(cancellationToken) is { } call ? (call.Method, call.Path) : null;

    /// <summary>Reads the next request whole. Null when the client has closed.</summary>
    public async Task<FakeCall?> ReadCallAsync(CancellationToken cancellationToken)
    {
        int headLength;
        while ((headLength = _read.WrittenSpan.IndexOf(HeadEnd)) < 0)
        {
            if (!await ReceiveAsync(cancellationToken))
                return null;
        }

        var lines = Encoding.ASCII.GetString(_read.WrittenSpan[..headLength]).Split("\r\n");
        var length = lines
            .Where(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(l => int.Parse(l.AsSpan("Content-Length:".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture))
            .FirstOrDefault();
        var total = headLength + HeadEnd.Length + length;
        while (_read.WrittenCount < total)
        {
            if (!await ReceiveAsync(cancellationToken))
                return null;
        }

        var body = _read.WrittenSpan[(headLength + HeadEnd.Length)..total].ToArray();
        var rest = _read.WrittenSpan[total..].ToArray();
        _read.ResetWrittenCount();
        _read.Write(rest);
        var request = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(l => l.Split(':', 2)).Where(l => l.Length == 2)
            .GroupBy(l => l[0], StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First()[1].Trim(), StringComparer.OrdinalIgnoreCase);
        return new FakeCall(request[0], request[1], headers, body);
    }

    /// <summary>Sends a whole answer.</summary>
    public Task SendAsync(int status, string contentType, string body, CancellationToken cancellationToken, string? retryAfter = null) =>
        SendAsync(status, contentType, Encoding.UTF8.GetBytes(body), retryAfter is null ? "" : $"Retry-After: {retryAfter}\r\n", cancellationToken);

    /// <summary>Sends a whole answer of bytes, with further header lines.</summary>
    public Task SendAsync(int status, string contentType, byte[] bytes, string headers, CancellationToken cancellationToken)
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {(status == 200 ? "OK" : "Error")}\r\nContent-Type: {contentType}\r\nContent-Length: {bytes.Length}\r\n{headers}\r\n"));
        return SendBytesAsync([.. head, .. bytes], cancellationToken);
    }

    /// <summary>Sends something that is not HTTP.</summary>
    public Task SendGarbageAsync(CancellationToken cancellationToken) => SendBytesAsync("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"u8.ToArray(), cancellationToken);

    /// <summary>Begins a stream.</summary>
    public Task BeginStreamAsync(bool promisesKeepAlive, CancellationToken cancellationToken, string contentType = "text/event-stream; charset=utf-8") => SendBytesAsync(Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nTransfer-Encoding: chunked\r\n"
        + (promisesKeepAlive ? "Keep-Alive: timeout=5, max=100\r\n" : "") + "\r\n"), cancellationToken);

    /// <summary>Sends a part of a stream as one chunk.</summary>
    public Task SendChunkAsync(ReadOnlySpan<byte> data, CancellationToken cancellationToken)
    {
        var head = Encoding.ASCII.GetBytes(data.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        return data.Length == 0 ? Task.CompletedTask : SendBytesAsync([.. head, .. data, .. "\r\n"u8], cancellationToken);
    }

    /// <summary>Ends a stream.</summary>
    public Task EndStreamAsync(CancellationToken cancellationToken) => SendBytesAsync("0\r\n\r\n"u8.ToArray(), cancellationToken);

    /// <summary>Breaks the connection off: what was sent may be lost, and the client meets a reset.</summary>
    public void BreakOff()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    public void Dispose() => socket.Dispose();

    private async Task<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        var count = await socket.ReceiveAsync(_read.GetMemory(4096), cancellationToken);
        _read.Advance(count);
        return count > 0;
    }

    private async Task SendBytesAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += await socket.SendAsync(bytes.AsMemory(sent), cancellationToken);
    }
}
