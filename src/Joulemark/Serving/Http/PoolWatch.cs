using System.Diagnostics;
using Joulemark.Records;
using Joulemark.Serving.Http.Epoll;

namespace Joulemark.Serving.Http;

/// <summary>
/// What a client on the framework's thread pool sees of itself: how long work waits for a thread, asked a hundred times a
/// second, and how much of the machine the process uses.
/// </summary>
internal sealed class PoolWatch : IClientWatch
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);
    private readonly Lock _lock = new();
    private LoopWatch _waits = new();
    private Timer? _timer;
    private long _reads;
    private long _began;
    private TimeSpan _cpu;

    /// <summary>A read brought data.</summary>
    public void CountRead() => Interlocked.Increment(ref _reads);

    public void Begin()
    {
        lock (_lock)
        {
            _waits = new LoopWatch();
            (_began, _cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            Interlocked.Exchange(ref _reads, 0);
            _timer ??= new Timer(static watch => ((PoolWatch)watch!).Ask(), this, Period, Period);
        }
    }

    public ClientLoad? End()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            var reads = Interlocked.Read(ref _reads);
            var waits = new long[LoopWatch.Buckets];
            _waits.CopyTo(waits);
            return reads == 0 ? null : new ClientLoad
            {
                DelayP99Seconds = LoopWatch.P99(waits),
                DelayMaxSeconds = _waits.TakeLongest() / 1e9,
                BusyShare = Math.Min(1, (Environment.CpuUsage.TotalTime - _cpu) / Stopwatch.GetElapsedTime(_began) / Environment.ProcessorCount),
                Reads = reads,
                Threads = Environment.ProcessorCount,
            };
        }
    }

    /// <summary>Puts a piece of work at the end of the queue, and sees how long it takes to come up.</summary>
    private void Ask()
    {
        var asked = Stopwatch.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(at =>
        {
            var waited = Stopwatch.GetElapsedTime(at);
            lock (_lock)
                _waits.Took((long)waited.TotalNanoseconds);
        }, asked, preferLocal: false);
    }
}
