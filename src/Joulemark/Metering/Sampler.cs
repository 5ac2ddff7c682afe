using System.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>
/// Reads every meter on threads of its own, on absolute deadlines, so that neither the load nor a late reading makes the
/// pace drift: one thread for all fast meters, one for each lane that fast meters name, and one for each that may block, so
/// that neither a hung BMC nor a hung driver delays another. Nothing here waits for a reading without a limit, but for those
/// of the fast meters that name no lane.
/// </summary>
internal sealed class Sampler : IDisposable
{
    /// <summary>Longest to wait for readings that hang when the run ends, and once more for those that were broken off.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    /// <summary>Longest that a hung driver may hold up an edge: later readings bracket it as well, or its window is marked.</summary>
    private static readonly TimeSpan EdgePatience = TimeSpan.FromMilliseconds(100);

    private readonly MonotonicClock _clock;
    private readonly List<SamplerLane> _lanes = [];
    private readonly List<SamplerLane> _fast = []; // among them; all meters of which are fast
    private readonly SamplerLane? _own; // among those; reads nothing that could hang
    private bool _disposed;

    /// <param name="meters">What to read; those that keep their own history are left to the end of the run.</param>
    /// <param name="clock">Stamps the samples.</param>
    /// <param name="rate">Readings a second of meters without a pace of their own.</param>
    /// <param name="record">Takes each sample; called on the sampler's threads, must return at once.</param>
    public Sampler(IReadOnlyList<IMeter> meters, MonotonicClock clock, double rate, Action<MeterSample> record)
    {
        _clock = clock;
        var period = TimeSpan.FromSeconds(1 / rate);
        var live = meters.Where(m => m is not IRecordedMeter).ToList();
        foreach (var lane in live.Where(m => !m.Pace.MayBlock).GroupBy(m => m.Pace.Lane, StringComparer.Ordinal))
        {
            _fast.Add(new SamplerLane($"joulemark {lane.Key ?? "sampler"}", [.. lane], clock, period, record));
            if (lane.Key is null)
                _own = _fast[^1];
        }

        _lanes.AddRange(_fast);
        foreach (var slow in live.Where(m => m.Pace.MayBlock))
            _lanes.Add(new SamplerLane($"joulemark {slow.Channels[0].Source}", [slow], clock, period, record));
    }

    /// <summary>Readings of fast meters that came a whole period late and were left out.</summary>
    public long Overruns => _fast.Sum(l => l.Overruns);

    /// <summary>What a meter threw first; null while none did.</summary>
    public string? Fault => _lanes.Select(l => l.Fault).FirstOrDefault(f => f is not null);

    /// <summary>
    /// Meters whose last reading had not ended when this was disposed. Whoever owns them must not dispose them: it is still
    /// inside.
    /// </summary>
    public IReadOnlyList<IMeter> Hung { get; private set; } = [];

    public void Start() => _lanes.ForEach(l => l.Start());

    /// <summary>Reads every fast meter now, beside the regular pace, so that a window's edge is bracketed at once. One that hangs is left out.</summary>
    public void SampleNow()
    {
        // The others read on their own threads, at the same time: what hangs there must not hang here.
        var others = _fast.Where(l => l != _own).Select(l => l.SampleSoon()).ToArray();
        _own?.SampleNow();
        Task.WaitAll(others, EdgePatience);
    }

    /// <summary>Takes over what is known of the channels' update periods.</summary>
    public void Know(IEnumerable<Channel> channels)
    {
        var known = channels.ToDictionary(c => c.Name, StringComparer.Ordinal);
        _fast.ForEach(l => l.Know(known));
    }

    /// <summary>
    /// Reads fast meters with slow counters densely from now on, so that it is known when those move; other meters not.
    /// Reading goes on by itself, on the sampler's threads.
    /// </summary>
    /// <param name="untilMoved">True until each has moved, or one and a half times its period has passed; false for that time.</param>
    /// <returns>Completes when it has ended; not while a meter hangs.</returns>
    public Task ReadDensely(bool untilMoved)
    {
        var ended = _fast.Select(l => l.ReadDensely(untilMoved, l == _own ? Timeout.InfiniteTimeSpan : TimeSpan.Zero)).ToList();
        return ended.TrueForAll(t => t.IsCompleted) ? Task.CompletedTask : Task.WhenAll(ended);
    }

    /// <summary>Has every slow source read beside its pace, until each has a reading from after a moment, or for so long at most.</summary>
    public Task SampleSlowAsync(Timestamp moment, TimeSpan patience) =>
        Task.WhenAll(_lanes.Except(_fast).Select(l => l.SampleAfterAsync(moment, patience)));

    /// <summary>
    /// Holds the fast meters' threads back while a measurement of the meters themselves reads them: once for each thread, with
    /// its meters, all at the same time.
    /// </summary>
    /// <param name="measure">The measurement.</param>
    /// <param name="patience">Longest to wait for it: what hangs in it is left to itself, with its thread held back.</param>
    public async Task ExclusivelyAsync(Action<IReadOnlyList<IMeter>> measure, TimeSpan patience)
    {
        var all = Task.WhenAll(_fast.Select(l => Task.Run(() => l.Exclusively(measure))));
        if (await Task.WhenAny(all, _clock.Delay(patience, CancellationToken.None)) == all)
            await all;
    }

    /// <summary>What went wrong with reading, in words for the record.</summary>
    public IEnumerable<string> Notes()
    {
        foreach (var lane in _lanes)
        {
            if (lane.Overruns > 0)
                yield return $"{lane.Overruns} readings of {lane.Sources} came too late and were left out";
            if (lane.Fault is { } fault)
                yield return $"a meter failed in a way it should not: {fault}";
        }

        foreach (var meter in Hung)
            yield return $"a reading of {meter.Channels[0].Name} did not end: its meter was left open";
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;

        // All are told first, so that slow ones end side by side.
        _lanes.ForEach(l => l.Stop());
        var hung = End(_lanes);
        hung.ForEach(l => l.Interrupt());
        hung = End(hung);
        Hung = [.. hung.SelectMany(l => l.Meters)];
        foreach (var ended in _lanes.Except(hung))
            ended.Dispose();
    }

    /// <summary>Those that do not end in time.</summary>
    private static List<SamplerLane> End(List<SamplerLane> lanes)
    {
        var start = Stopwatch.GetTimestamp();
        return lanes.FindAll(l => !l.End(LongestFarewell - Stopwatch.GetElapsedTime(start)));
    }
}
