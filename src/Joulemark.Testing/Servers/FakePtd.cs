using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Joulemark.Testing.Servers;

/// <summary>A PTDaemon on loopback with a power analyzer that is not there: the daemon's text protocol, line by line.</summary>
public sealed class FakePtd : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, Task> _connections = new();
    private readonly ConcurrentQueue<string> _commands = new();
    private readonly Task _accepting;
    private FakePtdBehavior _behavior;
    private DateTime _lastStamp;
    private int _refused;

    private FakePtd(FakePtdBehavior behavior, TimeProvider time)
    {
        (_behavior, _time) = (behavior, time);
        _listener.Start();
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"ptd://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
        _accepting = AcceptAsync();
    }

    /// <summary>Its address, on a free port.</summary>
    public Uri Url { get; }

    /// <summary>What it measures and how it misbehaves. May be changed while it runs.</summary>
    public FakePtdBehavior Behavior
    {
        get => Volatile.Read(ref _behavior);
        set => Volatile.Write(ref _behavior, value);
    }

    /// <summary>Range of voltage: <c>Auto</c>, or volts.</summary>
    public string VoltRange { get; set; } = "300.0";

    /// <summary>Range of current: <c>Auto</c>, or amperes.</summary>
    public string AmpRange { get; set; } = "Auto";

    /// <summary>Whether a measurement is under way.</summary>
    public bool IsMeasuring { get; private set; }

    /// <summary>Connections that it closed at once so far, being down.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Every command so far.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    /// <summary>Starts a daemon.</summary>
    /// <param name="behavior">What it measures and how it misbehaves; default a working analyzer.</param>
    /// <param name="time">Where its samples' times come from; default the system's time.</param>
    public static FakePtd Start(FakePtdBehavior? behavior = null, TimeProvider? time = null) =>
        new(behavior ?? new FakePtdBehavior(), time ?? TimeProvider.System);

    /// <summary>Breaks every connection off.</summary>
    public void Drop()
    {
        foreach (var client in _connections.Keys)
            client.Close();
    }

    /// <summary>Stops listening and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Drop();
        await Task.WhenAll(_connections.Values);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (!Behavior.IsDown)
                {
                    _connections[client] = ServeAsync(client);
                    continue;
                }

                client.Close();
                Interlocked.Increment(ref _refused);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        await Task.Yield();
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            while (await reader.ReadLineAsync(_stop.Token) is { } command)
            {
                _commands.Enqueue(command);
                if (Behavior.HangsOn is { } hangsOn && command.StartsWith(hangsOn, StringComparison.Ordinal))
                    continue;
                await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Answer(command).Select(l => l + "\r\n"))), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or the connection was dropped.
        }
        finally
        {
            client.Dispose();
            _connections.TryRemove(client, out _);
        }
    }

    private IEnumerable<string> Answer(string command)
    {
        var behavior = Behavior;
        if (behavior.FailsOn is { } failsOn && command.StartsWith(failsOn, StringComparison.Ordinal))
            return ["Error: the fake analyzer was told to fail"];
        switch (command.Split(','))
        {
            case ["Hello"]:
                return ["Hello, PTDaemon here!"];
            case ["Identify"]:
                return [$"{behavior.Model},1000,1,1,1,1,0,0,1,version=1.10.0-a2d19f26-20230717,OS=Linux,mode={behavior.Mode},1,{(behavior.SetsRanges ? 1 : 0)},1,0,0,11-Nov-2026,na"];
            case ["RR"]:
                return [$"Ranges,{Range(AmpRange)},{Range(VoltRange)}"];
            case ["SR", "V", var range]:
                VoltRange = range;
                return ["Range V changed"];
            case ["SR", "A", var range]:
                AmpRange = range;
                return ["Range A changed"];
            case ["Go", var milliseconds, "0", _]:
                IsMeasuring = true;
                return [$"Starting untimed measurement, maximum 500000 samples at {milliseconds}ms with 0 rampup samples"];
            case ["Stop"]:
                (var was, IsMeasuring) = (IsMeasuring, false);
                return [was ? "Stopping untimed measurement" : "Error: no measurement to stop"];
            case ["RL"] when behavior.WantsCount:
                return ["Invalid number of parameters"];
            case ["RL", ..]:
                return IsMeasuring && behavior.SamplesPerRead > 0
                    ? [$"Last {behavior.SamplesPerRead} samples", .. Enumerable.Range(1 - behavior.SamplesPerRead, behavior.SamplesPerRead).Select(i => Sample(behavior, i))]
                    : ["No unread samples"];
            case ["Uncertainty"]:
                return behavior.Uncertainty is { } u ? [string.Create(CultureInfo.InvariantCulture, $"Uncertainty,{u:0.000000},{u / 2:0.000000},{u * 2:0.000000},10,0,10,0")] : ["Uncertainty,-1.000000,-1.000000,-1.000000,10,0,0,10"];
            default:
                return ["Unknown command"];
        }
    }

    /// <summary>A range as <c>RR</c> gives it; an automatic one with what it has come to.</summary>
    private static string Range(string range) => range == "Auto" ? "1,10.0" : $"0,{range}";

    private string Sample(FakePtdBehavior behavior, int second)
    {
        // Stamps have milliseconds, and no two samples have the same one.
        var stamp = (_time.GetUtcNow() + behavior.ClockAhead).UtcDateTime.AddSeconds(second);
        _lastStamp = stamp - _lastStamp < TimeSpan.FromMilliseconds(1) ? _lastStamp.AddMilliseconds(1) : stamp;
        return string.Create(CultureInfo.InvariantCulture,
            $"Time,{_lastStamp:MM-dd-yyyy HH:mm:ss.fff},Watts,{behavior.Watts:0.000000},Volts,{behavior.Volts:0.000000},Amps,{behavior.Amps:0.000000},PF,0.970000");
    }
}
