using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>
/// Reads every meter on threads of its own, on absolute deadlines, so that neither the load nor a late reading makes the
/// pace drift: one thread for all fast meters, and one for each that may block, so that a hung BMC delays no other.
/// </summary>
internal sealed class Sampler : IDisposable
{
    private readonly List<SamplerLane> _lanes = [];
    private readonly SamplerLane? _fast;

    /// <param name="meters">What to read; those that keep their own history are left to the end of the run.</param>
    /// <param name="clock">Stamps the samples.</param>
    /// <param name="rate">Readings a second of meters without a pace of their own.</param>
    /// <param name="record">Takes each sample; called on the sampler's threads, must return at once.</param>
    public Sampler(IReadOnlyList<IMeter> meters, MonotonicClock clock, double rate, Action<MeterSample> record)
    {
        var period = TimeSpan.FromSeconds(1 / rate);
        var live = meters.Where(m => m is not IRecordedMeter).ToList();
        if (live.Where(m => !m.Pace.MayBlock).ToList() is { Count: > 0 } fast)
            _lanes.Add(_fast = new SamplerLane("joulemark sampler", fast, clock, period, record));
        foreach (var slow in live.Where(m => m.Pace.MayBlock))
            _lanes.Add(new SamplerLane($"joulemark {slow.Channels[0].Source}", [slow], clock, period, record));
    }

    /// <summary>Readings of fast meters that came a whole period late and were left out.</summary>
    public long Overruns => _fast?.Overruns ?? 0;

    /// <summary>What a meter threw first; null while none did.</summary>
    public string? Fault => _lanes.Select(l => l.Fault).FirstOrDefault(f => f is not null);

    public void Start() => _lanes.ForEach(l => l.Start());

    /// <summary>Reads every fast meter now, beside the regular pace, so that a window's edge is bracketed at once.</summary>
    public void SampleNow() => _fast?.SampleNow();

    /// <summary>Takes over what is known of the channels' update periods.</summary>
    public void Know(IEnumerable<Channel> channels) => _fast?.Know(channels.ToDictionary(c => c.Name, StringComparer.Ordinal));

    /// <summary>
    /// Reads fast meters with slow counters densely from now on, so that it is known when those move; other meters not.
    /// Reading goes on by itself, on the sampler's thread.
    /// </summary>
    /// <param name="untilMoved">True until each has moved, or one and a half times its period has passed; false for that time.</param>
    /// <returns>Completes when it has ended.</returns>
    public Task ReadDensely(bool untilMoved) => _fast?.ReadDensely(untilMoved) ?? Task.CompletedTask;

    /// <summary>Has every slow source read beside its pace, until each has a reading from after a moment, or for so long at most.</summary>
    public Task SampleSlowAsync(Timestamp moment, TimeSpan patience) =>
        Task.WhenAll(_lanes.Where(l => l != _fast).Select(l => l.SampleAfterAsync(moment, patience)));

    /// <summary>Holds the fast meters' thread back while a measurement of the meters themselves reads them.</summary>
    public void Exclusively(Action<IReadOnlyList<IMeter>> measure) => _fast?.Exclusively(measure);

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
    }

    public void Dispose()
    {
        // All are told first, so that slow ones end side by side.
        _lanes.ForEach(l => l.Stop());
        _lanes.ForEach(l => l.Dispose());
    }
}
