using System.Net;
using System.Runtime.CompilerServices;
using Joulemark.Metrology;

namespace Joulemark.Serving.Http.Epoll;

/// <summary>One connection: at most one request on it at a time. It belongs to its loop's thread.</summary>
internal sealed class EpollConnection
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(200); // a round trip to a server far away
    private readonly EpollLoop _loop;
    private readonly ResponseParser _parser = new();
    private readonly int _descriptor;
    private byte[]? _unsent;
    private int _unsentStart;
    private bool _isConnecting;
    private bool _wantsToWrite;
    private bool _isReused;

    /// <summary>Takes a connection that has begun to connect.</summary>
    /// <param name="loop">The loop whose thread serves it.</param>
    /// <param name="descriptor">Its socket.</param>
    /// <param name="address">Where it leads.</param>
    /// <param name="key">What its events are known by: never used twice, since an event may be meant for one that is closed by now.</param>
    /// <param name="isConnecting">False where it is connected already.</param>
    public EpollConnection(EpollLoop loop, int descriptor, IPEndPoint address, ulong key, bool isConnecting)
    {
        (_loop, _descriptor, Address, Key, _isConnecting, _wantsToWrite) = (loop, descriptor, address, key, isConnecting, isConnecting);
        loop.Set.Add(descriptor, Interest, key);
    }

    /// <summary>What its events are known by.</summary>
    public ulong Key { get; }

    /// <summary>Where it leads.</summary>
    public IPEndPoint Address { get; }

    /// <summary>The request on it; null while it is idle.</summary>
    public HttpExchange? Exchange { get; private set; }

    /// <summary>When it became idle.</summary>
    public Timestamp IdleSince { get; private set; }

    public bool IsConnecting => _isConnecting;

    private uint Interest => _wantsToWrite ? EpollSet.Readable | EpollSet.Writable : EpollSet.Readable;

    /// <summary>Puts a request on it.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="isReused">False where the connection was made for it: there a loss is the server's failure.</param>
    public void Start(HttpExchange exchange, bool isReused)
    {
        (Exchange, _isReused) = (exchange, isReused);
        _parser.Begin();
        if (!_isConnecting)
            SendRequest();
    }

    /// <summary>Closes it; what was on it is not told.</summary>
    public void Close()
    {
        _loop.Forget(this);
        _ = LinuxSocket.Close(_descriptor); // the kernel takes it out of the set
        Exchange = null;
    }

    /// <summary>Ends the request on it as failed, and closes it.</summary>
    public void Fail(string kind, string error, Timestamp at)
    {
        var exchange = Exchange;
        Close();
        exchange?.Fail(kind, error, at);
    }

    /// <summary>The kernel says that something can be done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    public void OnReady(uint events)
    {
        if (_isConnecting)
        {
            OnConnected();
            return;
        }

        if (_unsent is not null && (events & EpollSet.Writable) != 0)
            SendRest();
        if ((events & ~EpollSet.Writable) != 0 && _loop.Holds(this))
            Receive();
    }

    private void OnConnected()
    {
        if (LinuxSocket.ConnectError(_descriptor) is var error and not 0)
        {
            _loop.OnRefused(this, error);
            return;
        }

        _isConnecting = false;
        Want(write: false);
        if (Exchange is not null)
            SendRequest();
        else
            BecomeIdle(_loop.Clock.Now);
        _loop.OnConnected();
    }

    private void SendRequest()
    {
        var exchange = Exchange!;
        var request = _loop.Write(exchange.Call);
        exchange.Reply.Sent = _loop.Clock.Now;
        var sent = LinuxSocket.Send(_descriptor, request);
        if (sent == request.Length)
            return;
        if (sent < 0 && LinuxSocket.Error is var error and not LinuxSocket.TryAgain)
        {
            OnLost(LinuxSocket.Words(error), _loop.Clock.Now);
            return;
        }

        (_unsent, _unsentStart) = (request[Math.Max(0, sent)..].ToArray(), 0);
        Want(write: true);
    }

    private void SendRest()
    {
        var sent = LinuxSocket.Send(_descriptor, _unsent.AsSpan(_unsentStart));
        if (sent < 0)
        {
            if (LinuxSocket.Error != LinuxSocket.TryAgain)
                StopSending(); // it takes no more; what it has answered tells why
            return;
        }

        _unsentStart += sent;
        if (_unsentStart == _unsent!.Length)
            StopSending();
    }

    private void StopSending()
    {
        _unsent = null;
        Want(write: false);
    }

    private void Want(bool write)
    {
        if (_wantsToWrite == write)
            return;
        _wantsToWrite = write;
        _loop.Set.Modify(_descriptor, Interest, Key);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void Receive()
    {
        var bytes = _loop.Receive(_descriptor, out var at, out var error);
        if (error is LinuxSocket.TryAgain or LinuxSocket.Interrupted)
            return;
        if (Exchange is null)
        {
            Close(); // an idle connection that the server closes, or talks on out of turn, is of no more use
            return;
        }

        if (bytes.IsEmpty)
        {
            if (error == 0 && _parser.EndsWithConnection)
                Finish(at, reuse: false);
            else
                OnLost(error == 0 ? "the server closed the connection" : LinuxSocket.Words(error), at);
            return;
        }

        if (!_parser.Read(ref bytes, Exchange.Stream, at))
        {
            if (!Exchange.Stream.WantsMore)
                Finish(at, reuse: false);
            return;
        }

        if (_parser.Error is { } problem)
            Fail(FailureKinds.Protocol, problem, at);
        else
            Finish(at, reuse: _parser.KeepsAlive && bytes.IsEmpty && _unsent is null);
    }

    /// <summary>The connection broke before the response was whole.</summary>
    private void OnLost(string words, Timestamp at)
    {
        var exchange = Exchange!;
        if (_isReused && !_parser.HasBegun && !exchange.Reply.Resent && at - exchange.Reply.Sent < AtOnce)
        {
            // The server had closed it before the request came, which it has not read: nobody's failure. One that takes
            // longer to hang up may have read it, and worked on it: that is the server's failure.
            var idle = exchange.Reply.Sent - IdleSince;
            Close();
            exchange.Reply.Resent = true;
            _loop.Resend(exchange, idle);
            return;
        }

        var hasBegun = exchange.Reply.Headers is not null;
        Fail(hasBegun ? FailureKinds.Truncated : FailureKinds.Connection, hasBegun ? $"{words} in mid-answer" : $"{words} before it answered", at);
    }

    private void Finish(Timestamp at, bool reuse)
    {
        var exchange = Exchange!;
        Exchange = null;
        if (reuse && _loop.ReusesConnections)
            BecomeIdle(at);
        else
            Close();
        exchange.Finish(at); // the next request of a closed loop goes out in here
    }

    private void BecomeIdle(Timestamp at)
    {
        IdleSince = at;
        _loop.Idle(this);
    }
}
