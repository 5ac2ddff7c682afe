using Joulemark.Analysis;
using Joulemark.Analysis.Phases;
using Joulemark.Analysis.Slicing;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Tests.Analysis.Phases;

/// <summary>By what a simulated machine's joules are read, ten times a second.</summary>
internal enum PhaseSensor
{
    /// <summary>A counter that is exact whenever it is read.</summary>
    Exact,

    /// <summary>A counter that moves every 100 ms and is read at some moment between: always the same but for a few milliseconds.</summary>
    Slow,

    /// <summary>The same, read up to 20 ms sooner or later.</summary>
    SlowReadUnevenly,

    /// <summary>The same, read just when it moves, a millisecond sooner or later: some readings show what it has just moved to, and the others what it was.</summary>
    SlowReadAsItMoves,

    /// <summary>A counter that moves every 100.01 ms, so that at half of the time it is read just when it moves, before that always just after, and later just before.</summary>
    SlowDrifting,

    /// <summary>Four such counters that share the joules, each moving when it does.</summary>
    Boards,

    /// <summary>Watts, the mean of the last 100 ms, new every 100 ms.</summary>
    Power,

    /// <summary>The same, read just when it is new.</summary>
    PowerReadAsItMoves,
}

/// <summary>What sensors make of joules, and the analysis of that.</summary>
internal static class PhaseMeter
{
    private const double Rate = 10;
    private const double Period = 0.1;

    public static Timestamp Moment(double seconds) => new((long)Math.Round(seconds * 1e9));

    /// <summary>Prefill and decode as they are read from what a client and a sensor see.</summary>
    /// <param name="sensor">The sensor.</param>
    /// <param name="windows">Starts and ends of the windows, in seconds.</param>
    /// <param name="requests">What the client saw.</param>
    /// <param name="joules">Joules up to a moment in seconds.</param>
    /// <param name="seed">When the sensor is read.</param>
    public static PhaseEnergies Read(PhaseSensor sensor, IReadOnlyList<(double Start, double End)> windows, IEnumerable<RequestRecord> requests, Func<double, double> joules, int seed)
    {
        var records = windows.Select((w, i) => (new WindowRecord { Configuration = "only", Stage = Stage.Window, Repeat = i + 1, Start = Moment(w.Start), End = Moment(w.End) }, (Energy?)new Energy(joules(w.End) - joules(w.Start)), false));
        return PhaseEnergies.Of(PhaseSlices.Of(SlicedWindow.Of(records, Series(sensor, joules, windows[^1].End + 2, seed), Rate), requests));
    }

    private static List<ChannelSeries> Series(PhaseSensor sensor, Func<double, double> joules, double until, int seed)
    {
        var (random, boards) = (new SeededRandom(9, seed), sensor == PhaseSensor.Boards ? 4 : 1);
        var (jitter, pace) = (sensor == PhaseSensor.SlowReadUnevenly ? 0.02 : 0.001, sensor == PhaseSensor.SlowDrifting ? 1.0001 * Period : Period);
        var phases = Enumerable.Range(0, boards).Select(_ => random.NextDouble()).Select(p => sensor switch
        {
            PhaseSensor.SlowReadAsItMoves or PhaseSensor.PowerReadAsItMoves => jitter * ((2 * p) - 1),
            PhaseSensor.SlowDrifting => until / 2 % pace,
            _ => Period * p,
        }).ToArray();
        var series = Enumerable.Range(0, boards).Select(b => new ChannelSeries(Channel(sensor, b))).ToList();
        for (var i = 3; i < until * Rate; i++)
        {
            var time = (i / Rate) + (jitter * ((2 * random.NextDouble()) - 1));
            for (var b = 0; b < boards; b++)
            {
                var updated = (Math.Floor((time - phases[b]) / pace) * pace) + phases[b];
                series[b].Add(Moment(time), sensor == PhaseSensor.Exact ? joules(time) : IsPower(sensor) ? (joules(updated) - joules(updated - Period)) / Period : joules(updated) / boards);
            }
        }

        return series;
    }

    private static Channel Channel(PhaseSensor sensor, int board) => new()
    {
        Name = $"gpu{board}", Source = "simulated", Part = MachinePart.Gpu, Device = board, UpdatePeriodSeconds = sensor == PhaseSensor.Exact ? 0.001 : Period,
        Provenance = IsPower(sensor) ? Provenance.Integrated : Provenance.Counter,
        Reading = IsPower(sensor) ? ReadingKind.Power : ReadingKind.EnergyCounter,
        AveragingSeconds = IsPower(sensor) ? Period : null,
    };

    private static bool IsPower(PhaseSensor sensor) => sensor is PhaseSensor.Power or PhaseSensor.PowerReadAsItMoves;
}
