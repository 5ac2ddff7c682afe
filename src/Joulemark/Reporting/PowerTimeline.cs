using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>Power over the run: the boundary's sum first, then channel by channel, on one grid of equal steps.</summary>
/// <param name="StepSeconds">Length of the steps that powers are means over.</param>
/// <param name="Series">Those with at least one power; empty when nothing could be read.</param>
internal sealed record PowerTimeline(double StepSeconds, IReadOnlyList<PowerSeries> Series)
{
    /// <summary>Most points of one series that are worth drawing.</summary>
    public const int MostPoints = 4000;

    // All series together: what keeps a page with many channels small.
    private const int MostPointsOfAll = 40_000;
    private const int MostSteps = 200_000;

    /// <summary>The timeline of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="counted">Names of the boundary's channels; empty when there is no boundary.</param>
    public static PowerTimeline Of(RunRecord run, IReadOnlySet<string> counted)
    {
        if (run.Samples.Count == 0)
            return new PowerTimeline(0, []);
        var samples = SampleTable.Of(run.Samples);
        var (start, end) = (samples.First.Nanoseconds, samples.Last.Nanoseconds);
        var step = Step(run, end - start);
        var all = ChannelSeries.Collect(run.Machine.CalibratedChannels, samples);

        // One curve after the other: together they would take as much memory as the samples.
        PowerSeries Of(Channel channel)
        {
            var series = all[channel.Name];
            var curve = EnergyCurve.Of(series, EnergyIntegrator.GapLimit(series.Channel, run.Header.SampleRate));
            return new PowerSeries(channel.Name, counted.Contains(channel.Name) ? PowerRole.Counted : PowerRole.CrossCheck,
                channel.Provenance == Provenance.Modelled, Grid(curve, start, end, step));
        }

        var channels = run.Machine.Channels.Where(c => all.ContainsKey(c.Name)).Select(Of).ToList(); // a temperature is no power
        var parts = channels.Where(c => c.Role == PowerRole.Counted).ToList();
        List<PowerSeries> shown = [.. Sum(parts, counted.Count), .. channels.OrderBy(c => c.Role)];
        shown.RemoveAll(s => s.Points.All(p => p.Watts is null));
        var most = Math.Min(MostPoints, MostPointsOfAll / Math.Max(1, shown.Count));
        return new PowerTimeline(step / 1e9, shown.ConvertAll(s => s with { Points = Extremes.Keep(s.Points, most) }));
    }

    /// <summary>
    /// A step is one sampling period, or four updates of the slowest counter: between two readings so close that the counter
    /// updated once, twice or not at all, its difference would say more about the counter than about the power.
    /// </summary>
    private static long Step(RunRecord run, long length)
    {
        var slowest = run.Machine.Channels.Where(c => c.Reading == ReadingKind.EnergyCounter).Max(c => c.UpdatePeriodSeconds) ?? 0;
        var seconds = Math.Max(1 / run.Header.SampleRate, 4 * slowest);
        return Math.Max((long)(seconds * 1e9), length / MostSteps);
    }

    private static List<PowerPoint> Grid(EnergyCurve curve, long start, long end, long step)
    {
        var points = new List<PowerPoint>();
        for (var at = start; at + step <= end; at += step)
            points.Add(new PowerPoint((at + (step / 2)) / 1e9, curve.MeanWatts(at, at + step)));
        return points;
    }

    private static IEnumerable<PowerSeries> Sum(List<PowerSeries> parts, int expected)
    {
        // A sum that lacks a channel would look whole; and a sum of one is that one.
        if (parts.Count < 2 || parts.Count != expected)
            return [];
        var points = parts[0].Points.Select((p, i) => p with { Watts = parts.Aggregate((double?)0, (sum, c) => sum + c.Points[i].Watts) });
        return [new PowerSeries("boundary (sum)", PowerRole.Sum, parts.Exists(p => p.Modelled), [.. points])];
    }
}
