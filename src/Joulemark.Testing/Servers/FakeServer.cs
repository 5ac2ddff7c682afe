using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Joulemark.Testing.Servers;

/// <summary>An inference server on loopback that speaks one server's protocol, and has no model.</summary>
public abstract class FakeServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<FakeCall> _calls = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;
    private readonly SemaphoreSlim _called = new(0);
    private int _running;
    private long _requests;
    private long _promptTokens;
    private long _outputTokens;

    /// <summary>Starts to listen.</summary>
    private protected FakeServer()
    {
        _listener.Start();
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Its base address, on a free port.</summary>
    public Uri Url { get; }

    /// <summary>Every request so far, in order.</summary>
    public IReadOnlyList<FakeCall> Calls => [.. _calls];

    /// <summary>Tokens of its answer, one text each; a special end token comes behind them.</summary>
    public IReadOnlyList<string> Tokens { get; set; } = ["The", " answer", " is", " 42", " –", " naïve", " 😀", "."];

    /// <summary>Tokens that it takes a prompt for.</summary>
    public int PromptTokens { get; set; } = 7;

    /// <summary>True while it loads its model: it answers as the real server does then.</summary>
    public bool Loading { get; set; }

    /// <summary>True to fail each generation as the real server does in the middle of it.</summary>
    public bool Fails { get; set; }

    /// <summary>Key that it wants as a bearer token; null for none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Waits for this before the last token of each answer; null, the default, for nothing.</summary>
    public Task? Holds { get; set; }

    private protected int Running => Volatile.Read(ref _running);

    private protected long RequestsDone => Interlocked.Read(ref _requests);

    private protected long PromptTokensDone => Interlocked.Read(ref _promptTokens);

    private protected long OutputTokensDone => Interlocked.Read(ref _outputTokens);

    private protected CancellationToken Stopping => _stop.Token;

    /// <summary>Ends once it has been sent another request since the last time this was asked, in the order they came.</summary>
    public Task NextCallAsync(CancellationToken cancellationToken) => _called.WaitAsync(cancellationToken);

    /// <summary>Stops listening and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] open;
        lock (_connections)
            open = [.. _connections];
        await Task.WhenAll(open);
        _listener.Dispose();
        _stop.Dispose();
        _called.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Answers one request. False when the connection is to close.</summary>
    private protected abstract Task<bool> AnswerAsync(FakeConnection connection, FakeCall call);

    /// <summary>The tokens of one answer, counted as they go; <paramref name="most"/> ends it, and with <paramref name="exact"/> nothing else does.</summary>
    private protected async IAsyncEnumerable<string> GenerateAsync(int most, bool exact)
    {
        Interlocked.Increment(ref _running);
        Interlocked.Add(ref _promptTokens, PromptTokens);
        try
        {
            var count = exact ? most : Math.Min(most, Tokens.Count);
            for (var i = 0; i < count; i++)
            {
                if (i == count - 1 && Holds is { } hold)
                    await hold.WaitAsync(_stop.Token);
                yield return Tokens[i % Tokens.Count];
                Interlocked.Increment(ref _outputTokens);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            Interlocked.Increment(ref _requests);
        }
    }

    private protected Task SendJsonAsync(FakeConnection connection, JsonNode json, int status = 200) =>
        connection.SendAsync(status, "application/json", json.ToJsonString(FakeJson.Plain), _stop.Token);

    private protected Task SendTextAsync(FakeConnection connection, string text, int status = 200) =>
        connection.SendAsync(status, "text/plain; version=0.0.4; charset=utf-8", text, _stop.Token);

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
            var serving = Task.Run(() => ServeAsync(socket));
            lock (_connections)
            {
                _connections.RemoveWhere(c => c.IsCompleted);
                _connections.Add(serving);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new FakeConnection(socket);
        try
        {
            while (await connection.ReadCallAsync(_stop.Token) is { } call)
            {
                _calls.Enqueue(call);
                _called.Release();
                if (ApiKey is { } key && call.Headers.GetValueOrDefault("Authorization") != "Bearer " + key)
                    await SendJsonAsync(connection, new JsonObject { ["error"] = $"not the key: {call.Headers.GetValueOrDefault("Authorization")}" }, 401);
                else if (!await AnswerAsync(connection, call))
                    return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client has left, or the server stops.
        }
    }
}
