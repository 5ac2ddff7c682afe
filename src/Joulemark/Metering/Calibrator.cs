using System.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Metering;

/// <summary>Looks at sensors faster than they change, for a moment, to find how often they do and what a reading costs.</summary>
internal static class Calibrator
{
    private const int EnoughChanges = 20;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FastLook = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan SlowLook = TimeSpan.FromMilliseconds(4);

    /// <summary>Calibrates meters that nobody else reads meanwhile.</summary>
    /// <param name="meters">Fast meters; models and indicators among their channels are passed over.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="budget">Longest that it may take.</param>
    /// <param name="stop">Set to end it early.</param>
    public static IReadOnlyList<ChannelCalibration> Measure(IReadOnlyList<IMeter> meters, MonotonicClock clock, TimeSpan budget, ManualResetEventSlim stop)
    {
        var subjects = meters.Where(m => m.Channels.Any(IsSensor)).Select(m => new Subject(m)).ToList();
        var began = clock.Now;
        var looking = subjects.ToList();
        while (looking.Count > 0 && clock.Now - began < budget && !stop.IsSet)
        {
            // Sensors that move by the millisecond are done at once; what is left is slow, and needs no such haste.
            var pace = clock.Now - began < First ? FastLook : SlowLook;
            var next = Stopwatch.GetTimestamp() + (long)(pace.TotalSeconds * Stopwatch.Frequency);
            foreach (var subject in looking)
                subject.Look(clock);
            looking.RemoveAll(s => s.IsKnown);
            if (looking.Count > 0)
                SteadyWait.Until(next, stop);
        }

        return [.. subjects.SelectMany(s => s.Describe())];
    }

    /// <summary>Time of one reading of a meter that nobody else reads meanwhile: the median of some, in seconds.</summary>
    public static double ReadSeconds(IMeter meter, MonotonicClock clock)
    {
        const int Readings = 30;
        var subject = new Subject(meter);
        for (var i = 0; i < Readings; i++)
            subject.Look(clock);
        return subject.ReadSeconds!.Value;
    }

    /// <summary>True for a channel of a real sensor.</summary>
    public static bool IsSensor(Channel channel) => channel.Reading != ReadingKind.Indicator && channel.Provenance != Provenance.Modelled;

    private sealed class Subject(IMeter meter)
    {
        private readonly ChangeRecord[] _changes = [.. meter.Channels.Select(_ => new ChangeRecord())];
        private readonly List<double> _costs = [];

        public bool IsKnown => meter.Channels.Zip(_changes).All(c => !IsSensor(c.First) || c.Second.Changes > EnoughChanges);

        public void Look(MonotonicClock clock)
        {
            Span<double?> readings = stackalloc double?[meter.Channels.Count];
            var before = clock.Now;
            meter.Read(readings);
            var after = clock.Now;
            _costs.Add((after - before).TotalSeconds);
            for (var i = 0; i < readings.Length; i++)
                _changes[i].Add(after, readings[i]);
        }

        public double? ReadSeconds => _costs.Count > 0 ? Quantiles.At([.. _costs.Order()], 0.5) : null;

        public IEnumerable<ChannelCalibration> Describe() => meter.Channels.Zip(_changes)
            .Where(c => IsSensor(c.First))
            .Select(c => c.Second.Describe(c.First, ReadSeconds));
    }
}
