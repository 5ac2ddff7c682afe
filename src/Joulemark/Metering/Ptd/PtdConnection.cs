using System.Net.Sockets;
using System.Text;

namespace Joulemark.Metering.Ptd;

/// <summary>A line to PTDaemon: one command out, one line of text back. After any failure the line is of no more use.</summary>
internal sealed class PtdConnection : IDisposable
{
    /// <summary>Far above any answer; only a stranger would send more without an end of line.</summary>
    private const int LongestLine = 8192;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[LongestLine];
    private int _filled;

    private PtdConnection(Socket socket) => _socket = socket;

    /// <exception cref="IOException">It cannot be reached within the time.</exception>
    public static PtdConnection Open(string host, int port, TimeSpan timeout)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.ReceiveTimeout = socket.SendTimeout = (int)timeout.TotalMilliseconds;
            using var deadline = new CancellationTokenSource(timeout);
            socket.ConnectAsync(host, port, deadline.Token).AsTask().GetAwaiter().GetResult();
            return new PtdConnection(socket);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new IOException(e is SocketException ? e.Message : $"no connection within {timeout.TotalSeconds:0.#} s", e);
        }
    }

    /// <summary>Sends a command and takes the first line of the answer.</summary>
    public string Ask(string command)
    {
        Send(command);
        return ReadLine();
    }

    /// <exception cref="IOException">The line is broken.</exception>
    public void Send(string command)
    {
        try
        {
            var bytes = Encoding.ASCII.GetBytes(command + "\r\n");
            for (var sent = 0; sent < bytes.Length;)
                sent += _socket.Send(bytes.AsSpan(sent));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <exception cref="IOException">The line is broken, or nothing came in time.</exception>
    public string ReadLine()
    {
        while (true)
        {
            var end = _buffer.AsSpan(0, _filled).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.ASCII.GetString(_buffer, 0, end).TrimEnd('\r');
                _buffer.AsSpan(end + 1, _filled - end - 1).CopyTo(_buffer);
                _filled -= end + 1;
                return line;
            }

            if (_filled == LongestLine)
                throw new IOException($"more than {LongestLine} bytes without an end of line");
            Receive();
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Receive()
    {
        try
        {
            var count = _socket.Receive(_buffer.AsSpan(_filled));
            _filled += count > 0 ? count : throw new IOException("the daemon closed the connection");
        }
        catch (SocketException e)
        {
            throw new IOException(
                e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock ? $"no answer within {_socket.ReceiveTimeout} ms" : e.Message, e);
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
