using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Joulemark.Testing.Servers;

/// <summary>An inference server on loopback that speaks one server's protocol, and has no model.</summary>
public abstract class FakeServer : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly ConcurrentQueue<FakeCall> _calls = new();
    private readonly SemaphoreSlim _called = new(0);
    private int _running;
    private long _requests;
    private long _promptTokens;
    private long _outputTokens;

    /// <summary>Starts to listen.</summary>
    private protected FakeServer()
    {
        _listener = new LoopbackListener((socket, _) => ServeAsync(socket));
        _listener.Start();
    }

    /// <summary>Its base address, on a free port.</summary>
    public Uri Url => _listener.Url;

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

    private protected CancellationToken Stopping => _listener.Stopping;

    /// <summary>Ends once it has been sent another request since the last time this was asked, in the order they came.</summary>
    public Task NextCallAsync(CancellationToken cancellationToken) => _called.WaitAsync(cancellationToken);

    /// <summary>Stops listening and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
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
                    await hold.WaitAsync(Stopping);
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
        connection.SendAsync(status, "application/json", json.ToJsonString(FakeJson.Plain), Stopping);

    private protected Task SendTextAsync(FakeConnection connection, string text, int status = 200) =>
        connection.SendAsync(status, "text/plain; version=0.0.4; charset=utf-8", text, Stopping);

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new FakeConnection(socket);
        while (await connection.ReadCallAsync(Stopping) is { } call)
        {
            _calls.Enqueue(call);
            _called.Release();
            if (ApiKey is { } key && call.Headers.GetValueOrDefault("Authorization") != "Bearer " + key)
                await SendJsonAsync(connection, new JsonObject { ["error"] = $"not the key: {call.Headers.GetValueOrDefault("Authorization")}" }, 401);
            else if (!await AnswerAsync(connection, call))
                return;
        }
    }
}
