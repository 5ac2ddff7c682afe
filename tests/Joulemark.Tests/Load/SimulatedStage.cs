using System.Globalization;
using Joulemark.Load;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Statistics;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Load;

/// <summary>
/// A stage on a clock of its own that jumps from one moment that somebody waits for to the next, so that hours of load take
/// milliseconds and always the same course. Its server answers after a time that the test decides.
/// </summary>
internal sealed class SimulatedStage : ILoadStage, IDisposable
{
    private readonly PriorityQueue<TaskCompletionSource<bool>, (long Time, int Order)> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, TimeSpan?> _service;
    private int _order;
    private int _next;
    private int _inFlight;

    /// <param name="spec">The load asked for.</param>
    /// <param name="items">Items of the task.</param>
    /// <param name="service">How long the server takes for the request of this number, from 0; null when it never answers until the load is stopped.</param>
    /// <param name="seed">Seed of the stage.</param>
    public SimulatedStage(LoadSpec spec, int items = 1000, Func<int, TimeSpan?>? service = null, int seed = 1)
    {
        Spec = spec;
        Random = new SeededRandom(seed);
        Task = new WorkloadTask([.. Enumerable.Range(0, items).Select(i => new TaskItem(i.ToString(CultureInfo.InvariantCulture), null))], null, "");
        _service = service ?? (_ => TimeSpan.FromMilliseconds(10));
    }

    public LoadSpec Spec { get; }

    public WorkloadTask Task { get; init; }

    public Stage Stage { get; init; } = Stage.Window;

    public Random Random { get; }

    public Timestamp Now { get; private set; }

    /// <summary>What was sent: when it was due, when it went out, and as what.</summary>
    public List<(LoadRequest Request, Timestamp Sent)> Sent { get; } = [];

    /// <summary>Requests that were due and not sent, because too many were in flight.</summary>
    public int Skipped { get; private set; }

    public List<(Timestamp Time, string Message)> Marks { get; } = [];

    /// <summary>Most requests that were in flight at one time.</summary>
    public int MostInFlight { get; private set; }

    /// <summary>Due times in seconds.</summary>
    public IEnumerable<double> DueSeconds => Sent.Select(s => s.Request.Due!.Value.Seconds);

    public ValueTask<bool> UntilAsync(Timestamp due) =>
        _stop.IsCancellationRequested ? ValueTask.FromResult(false) : due <= Now ? ValueTask.FromResult(true) : new ValueTask<bool>(WaitAsync(due));

    public async Task<Timestamp?> SendAsync(LoadRequest request = default)
    {
        if (request.Due is { } due && !await UntilAsync(due))
            return null;
        if (_inFlight >= request.MostInFlight)
        {
            Skipped++;
            return null;
        }

        Assert.False(_stop.IsCancellationRequested, "sent after the stop");
        Sent.Add((request, Now));
        MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        var time = _service(_next++);
        await WaitAsync(Now + (time ?? TimeSpan.FromDays(1)));
        _inFlight--;
        return Now;
    }

    public void Mark(string message, IReadOnlyDictionary<string, string> facts) => Marks.Add((Now, message));

    /// <summary>Runs a shape; stops it at a time, if it has not ended by itself.</summary>
    public void Run(ILoadShape shape, TimeSpan stopAfter)
    {
        var end = Now + stopAfter;
        var running = shape.RunAsync(this, _stop.Token);
        while (!running.IsCompleted && _waiting.TryDequeue(out var waiter, out var at))
        {
            if (at.Time > end.Nanoseconds && !_stop.IsCancellationRequested)
            {
                Now = end;
                _stop.Cancel();
            }

            Now = new Timestamp(Math.Max(Now.Nanoseconds, at.Time));
            waiter.TrySetResult(!_stop.IsCancellationRequested);
        }

        Assert.True(running.Wait(TimeSpan.FromSeconds(30)), "the shape does not end, although nothing is in flight any more");
    }

    public void Dispose() => _stop.Dispose();

    private Task<bool> WaitAsync(Timestamp due)
    {
        var waiter = new TaskCompletionSource<bool>();
        _waiting.Enqueue(waiter, (due.Nanoseconds, _order++));
        return waiter.Task;
    }
}
