using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Joulemark.Testing.Servers;

/// <summary>
/// An OpenAI-compatible server on loopback that answers without a model, and misbehaves as told. It is written on plain
/// sockets, because a real web server would not let it misbehave.
/// </summary>
public sealed class FakeOpenAIServer : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly TimeProvider _time;
    private FakeScript _script;
    private int _completions;
    private int _failures;

    private FakeOpenAIServer(FakeBehavior behavior, TimeProvider time)
    {
        _script = new FakeScript(behavior);
        _time = time;
        _listener = new LoopbackListener((socket, _) => ServeAsync(socket));
        _listener.Start();
    }

    /// <summary>Its base address, on a free port.</summary>
    public Uri Url => _listener.Url;

    /// <summary>How it answers. May be changed while it runs; requests that have begun go on as they were.</summary>
    public FakeBehavior Behavior
    {
        get => Volatile.Read(ref _script).Behavior;
        set => Volatile.Write(ref _script, new FakeScript(value));
    }

    /// <summary>Connections accepted so far.</summary>
    public int Connections => _listener.Accepted;

    /// <summary>Completions asked for so far, the failed ones among them.</summary>
    public int Completions => Volatile.Read(ref _completions);

    /// <summary>Completions failed on purpose so far.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Starts a server.</summary>
    /// <param name="behavior">How it answers; default well.</param>
    /// <param name="time">Where its delays come from; default the system's time.</param>
    public static FakeOpenAIServer Start(FakeBehavior? behavior = null, TimeProvider? time = null) =>
        new(behavior ?? new FakeBehavior(), time ?? TimeProvider.System);

    /// <summary>An address on loopback where nothing listens.</summary>
    public static Uri NobodyListens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
    }

    /// <summary>Stops listening and closes every connection.</summary>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new FakeConnection(socket);
        while (await connection.ReadRequestAsync(_listener.Stopping) is { } request && await AnswerAsync(connection, request.Method, request.Path))
        {
        }
    }

    /// <summary>Answers one request. False when the connection is to close.</summary>
    private async Task<bool> AnswerAsync(FakeConnection connection, string method, string path)
    {
        var script = Volatile.Read(ref _script);
        var behavior = script.Behavior;
        switch (method, path)
        {
            case ("GET", "/v1/models"):
                if (behavior.ModelsFailure != FakeFailure.None)
                    return await FailAsync(connection, behavior, behavior.ModelsFailure);
                await (behavior.Models is { } models
                    ? connection.SendAsync(200, "application/json", ModelList(models), _listener.Stopping)
                    : ErrorAsync(connection, 404, "there is no list of models here"));
                return true;
            case ("POST", "/v1/chat/completions" or "/v1/completions"):
                var number = Interlocked.Increment(ref _completions);
                var failure = behavior.Failure != FakeFailure.None && behavior.FailsOn(number) ? behavior.Failure : FakeFailure.None;
                if (failure != FakeFailure.None)
                    Interlocked.Increment(ref _failures);
                return failure is FakeFailure.None or FakeFailure.BreakOff or FakeFailure.ErrorEvent or FakeFailure.EndEarly
                    ? await InTurnAsync(script.Slots, () => StreamAsync(connection, behavior, script.Stream(path.Contains("chat", StringComparison.Ordinal)), failure))
                    : await FailAsync(connection, behavior, failure);
            default:
                await ErrorAsync(connection, 404, $"there is no {method} {path}");
                return true;
        }
    }

    private async Task<bool> InTurnAsync(SemaphoreSlim? slots, Func<Task<bool>> answer)
    {
        if (slots is null)
            return await answer();
        await slots.WaitAsync(_listener.Stopping);
        try
        {
            return await answer();
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<bool> StreamAsync(FakeConnection connection, FakeBehavior behavior, FakeStream stream, FakeFailure failure)
    {
        var end = failure == FakeFailure.None ? behavior.Tokens.Count : behavior.Tokens.Count / 2;
        await connection.BeginStreamAsync(promisesKeepAlive: behavior.ClosesAfterAnswer, _listener.Stopping);
        var parts = stream.Tokens.Take(end).Append(failure == FakeFailure.None ? stream.Tail : failure == FakeFailure.ErrorEvent ? stream.Error : []);
        if (behavior.Delivery == FakeDelivery.Coalesced)
        {
            await connection.SendChunkAsync(failure == FakeFailure.None ? stream.Whole : [.. stream.Head, .. parts.SelectMany(p => p)], _listener.Stopping);
        }
        else
        {
            await SendAsync(connection, stream.Head, behavior.Delivery);
            var delay = behavior.FirstTokenDelay;
            foreach (var part in parts)
            {
                if (delay > TimeSpan.Zero)
                    await Task.Delay(delay, _time, _listener.Stopping);
                await SendAsync(connection, part, behavior.Delivery);
                delay = behavior.TokenDelay;
            }
        }

        if (failure == FakeFailure.BreakOff)
        {
            connection.BreakOff();
            return false;
        }

        await connection.EndStreamAsync(_listener.Stopping);
        return !behavior.ClosesAfterAnswer;
    }

    private async Task SendAsync(FakeConnection connection, byte[] part, FakeDelivery delivery)
    {
        var size = delivery == FakeDelivery.ByteByByte ? 1 : Math.Max(part.Length, 1);
        for (var start = 0; start < part.Length; start += size)
            await connection.SendChunkAsync(part.AsSpan(start, size), _listener.Stopping);
    }

    /// <summary>Fails a request. False when the connection is to close.</summary>
    private async Task<bool> FailAsync(FakeConnection connection, FakeBehavior behavior, FakeFailure failure)
    {
        switch (failure)
        {
            case FakeFailure.Hang:
                await Task.Delay(Timeout.Infinite, _listener.Stopping);
                return false;
            case FakeFailure.HtmlPage:
                await connection.SendAsync(200, "text/html", "<html><body><h1>Please sign in</h1></body></html>", _listener.Stopping);
                return true;
            case FakeFailure.Unauthorized:
                await ErrorAsync(connection, 401, behavior.ErrorMessage ?? "the fake server does not know this key");
                return true;
            case FakeFailure.NotFound:
                await ErrorAsync(connection, 404, behavior.ErrorMessage ?? "the fake server has no such model");
                return true;
            case FakeFailure.ServerError or FakeFailure.ErrorEvent:
                await ErrorAsync(connection, 500, behavior.ErrorMessage ?? FakeStream.OutOfSlots);
                return true;
            case FakeFailure.TooManyRequests:
                await ErrorAsync(connection, 429, behavior.ErrorMessage ?? "the fake server has too much to do", behavior.RetryAfter);
                return true;
            case FakeFailure.Garbage:
                await connection.SendGarbageAsync(_listener.Stopping);
                return false;
            case FakeFailure.Close or FakeFailure.EndEarly:
                return false;
            default:
                connection.BreakOff();
                return false;
        }
    }

    private Task ErrorAsync(FakeConnection connection, int status, string message, string? retryAfter = null) => connection.SendAsync(status, "application/json", new JsonObject
    {
        ["error"] = new JsonObject { ["message"] = message, ["code"] = status },
    }.ToJsonString(FakeJson.Plain), _listener.Stopping, retryAfter);

    private static string ModelList(IEnumerable<string> models) => new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. models.Select(m => new JsonObject { ["id"] = m, ["object"] = "model" })]),
    }.ToJsonString(FakeJson.Plain);
}
