using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>
/// Watches the clocks beside the run's own. The monotonic clock stands still while the machine sleeps, and counters go on or
/// are reset meanwhile: a window across a sleep has no right energy. The wall clock may be stepped: that moves no window, but
/// readings that come with wall-clock times of their own are off from then on.
/// </summary>
internal sealed class ClockWatch
{
    private static readonly TimeSpan LeastGap = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LeastStep = TimeSpan.FromMilliseconds(100);
    private readonly MonotonicClock _clock;
    private readonly Func<TimeSpan> _asleep;
    private readonly Action<string, string> _report;
    private readonly Lock _lock = new();
    private TimeSpan _lastAsleep;
    private TimeSpan _lastOffset;

    /// <param name="clock">The run's clock.</param>
    /// <param name="asleep">How long the machine has slept since it started.</param>
    /// <param name="report">Takes an event's kind and message.</param>
    public ClockWatch(MonotonicClock clock, Func<TimeSpan> asleep, Action<string, string> report)
    {
        (_clock, _asleep, _report) = (clock, asleep, report);
        (_lastAsleep, _lastOffset) = (asleep(), Offset());
    }

    /// <summary>Compares the clocks with what they were at the last look.</summary>
    public void Look()
    {
        lock (_lock)
        {
            var (asleep, offset) = (_asleep(), Offset());
            if (asleep - _lastAsleep is var gap && gap > LeastGap)
                _report(RunEvent.ClockGap, string.Create(CultureInfo.InvariantCulture, $"the machine slept for {gap.TotalSeconds:0.###} s (suspend, or a paused virtual machine)"));
            else if (offset - _lastOffset is var step && step.Duration() > LeastStep)
                _report(RunEvent.ClockStep, string.Create(CultureInfo.InvariantCulture, $"the wall clock was stepped by {step.TotalSeconds:0.###} s"));
            (_lastAsleep, _lastOffset) = (asleep, offset);
        }
    }

    private TimeSpan Offset() => _clock.TimeProvider.GetUtcNow() - _clock.StartedAt - (_clock.Now - default(Timestamp));
}
