using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Serving.Http.Epoll;

/// <summary>The client's own account: over a window, from what its loops saw.</summary>
internal sealed class EpollWatch(IReadOnlyList<EpollLoop> loops, MonotonicClock clock) : IClientWatch
{
    private readonly long[] _waitsBefore = new long[LoopWatch.Buckets];
    private readonly long[] _busyBefore = new long[loops.Count];
    private Timestamp _began;

    public void Begin()
    {
        Array.Clear(_waitsBefore);
        for (var i = 0; i < loops.Count; i++)
        {
            _busyBefore[i] = loops[i].Watch.CopyTo(_waitsBefore);
            loops[i].Watch.TakeLongest();
        }

        _began = clock.Now;
    }

    public ClientLoad? End()
    {
        var waits = new long[LoopWatch.Buckets];
        long longest = 0;
        double busiest = 0;
        var span = (clock.Now - _began).TotalSeconds;
        for (var i = 0; i < loops.Count; i++)
        {
            busiest = Math.Max(busiest, (loops[i].Watch.CopyTo(waits) - _busyBefore[i]) / 1e9 / span);
            longest = Math.Max(longest, loops[i].Watch.TakeLongest());
        }

        for (var i = 0; i < waits.Length; i++)
            waits[i] -= _waitsBefore[i];
        var reads = waits.Sum();
        return reads == 0 ? null : new ClientLoad
        {
            DelayP99Seconds = Math.Min(LoopWatch.P99(waits), longest / 1e9),
            DelayMaxSeconds = longest / 1e9,
            BusyShare = Math.Min(1, busiest),
            Reads = reads,
            Threads = loops.Count,
        };
    }
}
