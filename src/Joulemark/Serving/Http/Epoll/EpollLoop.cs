using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Serving.Http.Epoll;

/// <summary>
/// One thread that carries many connections: it waits in the kernel until something comes, takes it into one buffer for
/// all of them, and stamps it before anything else.
/// </summary>
internal sealed unsafe class EpollLoop : IDisposable
{
    private const int ReceiveSize = 256 * 1024;
    private const int MostConnecting = 64; // more at once overflow a server's backlog, and wait a second for it
    private const int LookMilliseconds = 100;
    private const long Blocked = 10_000; // a wait this long, in nanoseconds, was one: nothing had come before it ended
    private static readonly TimeSpan SoonClosed = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static EpollLoop? current;

    private readonly EpollTransport _transport;
    private readonly RequestWriter _writer;
    private readonly Thread _thread;
    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(ReceiveSize);
    private readonly ConcurrentQueue<HttpExchange> _handedIn = new();
    private readonly ConcurrentQueue<OpenAhead> _wishes = new();
    private readonly Dictionary<ulong, EpollConnection> _connections = [];
    private readonly List<EpollConnection> _idle = []; // used from the end: the last one idle is the last to be closed
    private OpenAhead? _opening;
    private ulong _nextKey;
    private int _connecting;
    private int _inFlight;
    private int _isWaiting;
    private readonly Lock _ending = new();
    private bool _isStopped;
    private bool _isOver;
    private Timestamp _woke;
    private Timestamp _wokeBefore;
    private Timestamp _nextLook;
    private bool _hadToWait;

    public EpollLoop(EpollTransport transport, RequestWriter writer, int number)
    {
        (_transport, _writer, Clock) = (transport, writer, transport.Clock);
        _thread = new Thread(Run) { IsBackground = true, Name = $"load client {number}" };
        _thread.Start();
    }

    public EpollSet Set { get; } = new();

    public MonotonicClock Clock { get; }

    public LoopWatch Watch { get; } = new();

    /// <summary>Requests on this loop, those handed in included.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public bool ReusesConnections => _transport.ReusesConnections;

    /// <summary>The loop whose thread this is; null on other threads.</summary>
    public static EpollLoop? Current => current;

    public bool BelongsTo(EpollTransport transport) => _transport == transport;

    /// <summary>Sends a request, from any thread.</summary>
    public void Send(HttpExchange exchange)
    {
        if (!HandIn(exchange))
            exchange.Fail(FailureKinds.Cancelled, HttpFailures.Cancelled, Clock.Now);
    }

    /// <summary>Opens connections until so many are idle.</summary>
    public Task OpenAheadAsync(int connections)
    {
        var wish = new OpenAhead(connections);
        lock (_ending)
        {
            if (_isOver)
                return Task.CompletedTask;
            _wishes.Enqueue(wish);
            Wake();
        }

        return wish.Done.Task;
    }

    public void Dispose()
    {
        lock (_ending)
        {
            Volatile.Write(ref _isStopped, true);
            if (!_isOver)
                Set.Wake();
        }

        if (current != this)
            _thread.Join();
    }

    /// <summary>Takes a request in; false once the loop is to end.</summary>
    private bool HandIn(HttpExchange exchange)
    {
        if (current == this && !_isStopped)
        {
            Interlocked.Increment(ref _inFlight);
            Start(exchange);
            return true;
        }

        lock (_ending)
        {
            if (_isStopped)
                return false;
            Interlocked.Increment(ref _inFlight);
            _handedIn.Enqueue(exchange);
            Wake();
            return true;
        }
    }

    // ---- what connections need of their loop ----

    public bool Holds(EpollConnection connection) => _connections.ContainsKey(connection.Key);

    /// <summary>The bytes of a request; valid until the next one is written.</summary>
    public ReadOnlySpan<byte> Write(HttpCall call) => _writer.Write(call);

    /// <summary>Takes what came on a connection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    public ReadOnlySpan<byte> Receive(int descriptor, out Timestamp at, out int error)
    {
        at = Clock.Now; // before the bytes are even copied out of the kernel
        var count = LinuxSocket.Receive(descriptor, _buffer, ReceiveSize);
        error = count < 0 ? LinuxSocket.Error : 0;
        if (count <= 0)
            return default;

        // It may have come any time since the kernel last said that there was nothing: in a wait that ended at once, that was before.
        Watch.Took(at.Nanoseconds - (_hadToWait ? _woke : _wokeBefore).Nanoseconds);
        return new ReadOnlySpan<byte>(_buffer, count);
    }

    public void Idle(EpollConnection connection)
    {
        _idle.Add(connection);
        OpenMore();
    }

    /// <summary>A connection has been made.</summary>
    public void OnConnected()
    {
        _connecting--;
        OpenMore();
    }

    /// <summary>A connection was refused: the next address is tried where there is one.</summary>
    public void OnRefused(EpollConnection connection, int error)
    {
        var exchange = connection.Exchange;
        connection.Close();
        if (exchange is not null)
            Retry(exchange, connection.Address, error);
        else
            _opening?.GiveUp(); // the requests will say what is wrong
        OpenMore();
    }

    public void Forget(EpollConnection connection)
    {
        _connections.Remove(connection.Key);
        if (connection.Exchange is null)
            _idle.Remove(connection);
        if (connection.IsConnecting)
            _connecting--;
    }

    /// <summary>Sends a request again that the server cannot have read.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="idle">How long its connection had been idle: a server that closes right after an answer will do it again.</param>
    public void Resend(HttpExchange exchange, TimeSpan idle)
    {
        if (idle < SoonClosed)
            _transport.ReusesConnections = false;
        Connect(exchange);
    }

    /// <summary>A request has ended.</summary>
    public void Ended() => Interlocked.Decrement(ref _inFlight);

    // ---- the loop ----

    private void Run()
    {
        current = this;
        while (!Volatile.Read(ref _isStopped))
            Turn();
        foreach (var connection in _connections.Values.ToArray())
            connection.Fail(RequestRecord.Cancelled, HttpFailures.Cancelled, Clock.Now);
        while (_handedIn.TryDequeue(out var late))
            late.Fail(RequestRecord.Cancelled, HttpFailures.Cancelled, Clock.Now);
        while (_wishes.TryDequeue(out var wish))
            wish.GiveUp();
        _opening?.GiveUp();
        lock (_ending)
            _isOver = true;
        Set.Dispose();
        NativeMemory.Free(_buffer);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void Turn()
    {
        var count = Wait();
        for (var i = 0; i < count; i++)
        {
            var (events, key) = Set[i];
            if (key == EpollSet.Woken)
                Set.TakeWake();
            else if (_connections.TryGetValue(key, out var connection))
                connection.OnReady(events);
        }

        while (_handedIn.TryDequeue(out var exchange))
            Start(exchange);
        while (_wishes.TryDequeue(out var wish))
        {
            _opening?.GiveUp();
            _opening = wish;
            OpenMore();
        }

        if (_woke >= _nextLook)
            LookAtTheClock();
    }

    /// <summary>Waits until something has come, and notes how long the turn before took.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private int Wait()
    {
        var began = Clock.Now;
        Watch.Worked(began.Nanoseconds - _woke.Nanoseconds);
        Volatile.Write(ref _isWaiting, 1);
        Interlocked.MemoryBarrier();
        var hasWork = !_handedIn.IsEmpty || !_wishes.IsEmpty || Volatile.Read(ref _isStopped);
        var count = Set.Wait(hasWork ? 0 : InFlight > 0 || _opening is not null ? LookMilliseconds : -1);
        Volatile.Write(ref _isWaiting, 0);
        (_wokeBefore, _woke) = (_woke, Clock.Now);
        _hadToWait = _woke.Nanoseconds - began.Nanoseconds > Blocked;
        return count;
    }

    private void Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isWaiting) != 0 && Interlocked.Exchange(ref _isWaiting, 0) != 0)
            Set.Wake();
    }

    /// <summary>Ends what takes too long, and what the end of the run has overtaken.</summary>
    private void LookAtTheClock()
    {
        var now = Clock.Now;
        _nextLook = now + TimeSpan.FromMilliseconds(LookMilliseconds);
        List<EpollConnection>? late = null;
        foreach (var connection in _connections.Values)
        {
            if (connection.Exchange is { } exchange && (now > exchange.Deadline || exchange.Cancellation.IsCancellationRequested))
                (late ??= []).Add(connection);
        }

        foreach (var connection in late ?? [])
        {
            if (connection.Exchange is not { } exchange)
                continue; // the end of one has ended the other
            if (exchange.Cancellation.IsCancellationRequested)
                connection.Fail(RequestRecord.Cancelled, HttpFailures.Cancelled, now);
            else
                connection.Fail(FailureKinds.Timeout, HttpFailures.Timeout(exchange), now);
        }
    }

    // ---- connections ----

    private void Start(HttpExchange exchange)
    {
        exchange.Loop = this;
        exchange.Reply.Begun = exchange.Reply.Sent = Clock.Now; // sent again once it is, where a connection must be made first
        if (_idle.Count == 0)
        {
            Connect(exchange);
            return;
        }

        var connection = _idle[^1];
        _idle.RemoveAt(_idle.Count - 1);
        connection.Start(exchange, isReused: true);
    }

    private void Connect(HttpExchange exchange)
    {
        var address = _transport.Address;
        if (Open(address, out var error) is { } connection)
            connection.Start(exchange, isReused: false);
        else
            Retry(exchange, address, error);
    }

    private void Retry(HttpExchange exchange, IPEndPoint refused, int error)
    {
        if (exchange.Attempts++ < _transport.Addresses.Count - 1)
        {
            _transport.Avoid(refused);
            Connect(exchange);
            return;
        }

        exchange.Fail(FailureKinds.Connection, $"{LinuxSocket.Words(error)} ({refused})", Clock.Now);
    }

    private EpollConnection? Open(IPEndPoint address, out int error)
    {
        var descriptor = LinuxSocket.Connect(address, out error);
        if (descriptor < 0)
            return null;
        var isConnecting = error == LinuxSocket.InProgress;
        if (isConnecting)
            _connecting++;
        var connection = new EpollConnection(this, descriptor, address, _nextKey++, isConnecting);
        _connections.Add(connection.Key, connection);
        return connection;
    }

    /// <summary>Opens connections ahead, a few at a time, until there are as many as wished.</summary>
    private void OpenMore()
    {
        while (_opening is { } wish)
        {
            if (wish.Done.Task.IsCompleted || _idle.Count >= wish.Connections)
            {
                wish.GiveUp();
                _opening = null;
            }
            else if (_connecting >= MostConnecting || _idle.Count + _connecting >= wish.Connections)
            {
                return;
            }
            else if (Open(_transport.Address, out _) is not { } connection)
            {
                wish.GiveUp();
            }
            else if (!connection.IsConnecting)
            {
                _idle.Add(connection);
            }
        }
    }

    /// <summary>A wish for idle connections.</summary>
    private sealed record OpenAhead(int Connections)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>No more is opened: there are enough, or there can be no more.</summary>
        public void GiveUp() => Done.TrySetResult();
    }
}
