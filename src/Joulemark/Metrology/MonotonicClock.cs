namespace Joulemark.Metrology;

/// <summary>
/// The one clock of a run: nanoseconds since it was made, from the provider's monotonic timestamp, so that no step of
/// the wall clock can move a window. Wall time is read once, for people.
/// </summary>
public sealed class MonotonicClock
{
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly double _nanosecondsPerTick;

    /// <summary>Starts a clock at zero.</summary>
    /// <param name="time">Where time comes from; tests give a fake.</param>
    public MonotonicClock(TimeProvider time)
    {
        _time = time;
        _nanosecondsPerTick = 1e9 / time.TimestampFrequency;
        StartedAt = time.GetUtcNow();
        _origin = time.GetTimestamp();
    }

    /// <summary>Wall-clock time of the clock's zero, UTC.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Where time comes from, for delays and timers on the same time.</summary>
    public TimeProvider TimeProvider => _time;

    /// <summary>The present moment.</summary>
    public Timestamp Now => new((long)((_time.GetTimestamp() - _origin) * _nanosecondsPerTick));

    /// <summary>Waits for a duration on this clock.</summary>
    public Task Delay(TimeSpan duration, CancellationToken cancellationToken) =>
        duration <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(duration, _time, cancellationToken);
}
