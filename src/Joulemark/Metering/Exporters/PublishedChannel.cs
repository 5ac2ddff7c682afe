using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>
/// One channel as others read it: joules since we began, which only grow. Where they cannot be known (a counter was reset, a
/// power went without a reading) they start again from 0, which every reader of counters takes as what it is.
/// </summary>
/// <param name="channel">The channel.</param>
/// <param name="sampledEverySeconds">How often it is read.</param>
internal sealed class PublishedChannel(Channel channel, double sampledEverySeconds)
{
    private const double ShortestGap = 0.5;
    private const double GapPeriods = 3;

    private double _lastReading;
    private Timestamp? _lastTime;

    public Channel Channel => channel;

    public double SampledEverySeconds => sampledEverySeconds;

    /// <summary>When it was last read; null while it gives nothing.</summary>
    public Timestamp? Time { get; private set; }

    /// <summary>The last reading.</summary>
    public double Reading { get; private set; }

    /// <summary>Joules since we began, or since they had to start again.</summary>
    public double Joules { get; private set; }

    public void Add(Timestamp time, double? reading)
    {
        var good = ReadingRules.IsGood(channel, reading);
        Time = good ? time : null;
        if (!good)
            return;
        Reading = reading!.Value;
        if (channel.Reading != ReadingKind.Indicator && _lastTime is { } last)
            Joules = Step((time - last).TotalSeconds) is { } step ? Joules + step : 0;
        _lastReading = Reading;
        _lastTime = time;
    }

    private double? Step(double seconds)
    {
        if (seconds < 0)
            return null;
        if (channel.Reading == ReadingKind.Power)
            return seconds <= Math.Max(ShortestGap, GapPeriods * sampledEverySeconds) ? (_lastReading + Reading) / 2 * seconds : null;
        var mayHaveWrapped = channel.WrapsAt is { } wrap && channel.MaxPower is { } most && most.Watts * seconds >= wrap.Joules;
        return mayHaveWrapped ? null : new StepRules(channel).Step(_lastReading, Reading, seconds);
    }
}
