using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>
/// Power over the run: the boundary's sum first, then channel by channel, on one grid of equal steps, thinned for drawing so
/// that no peak is lost. No figure is made from it.
/// </summary>
/// <param name="StepSeconds">Length of the steps that powers are means over.</param>
/// <param name="Steps">How many steps the run has.</param>
/// <param name="Series">Those with at least one power; empty when nothing could be read.</param>
internal sealed record PowerTimeline(double StepSeconds, int Steps, IReadOnlyList<PowerSeries> Series)
{
    /// <summary>Most points of one series that are worth drawing.</summary>
    public const int MostPoints = 4000;

    /// <summary>Most points of all series together: what keeps a page with many channels, or many runs, small.</summary>
    public const int MostPointsOfAll = 40_000;

    private const int FewestPoints = 300;
    private const int MostSteps = 4_000_000;

    /// <summary>True where fewer points are drawn than there are steps.</summary>
    public bool IsThinned => Series.Any(s => s.Points.Count < Steps);

    /// <summary>The timeline of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="counted">Names of the boundary's channels; empty when there is no boundary.</param>
    public static PowerTimeline Of(RunRecord run, IReadOnlySet<string> counted) =>
        Of(run, ChannelSeries.Collect(run.Machine.CalibratedChannels, run.Samples), counted);

    /// <summary>The same, of samples that are sorted by channel already.</summary>
    /// <param name="run">The run.</param>
    /// <param name="readings">Its samples by channel.</param>
    /// <param name="counted">Names of the boundary's channels; empty when there is no boundary.</param>
    /// <param name="runs">How many runs share the page.</param>
    public static PowerTimeline Of(RunRecord run, IReadOnlyDictionary<string, ChannelSeries> readings, IReadOnlySet<string> counted, int runs = 1)
    {
        if (run.Samples.Count == 0)
            return new PowerTimeline(0, 0, []);
        var samples = SampleTable.Of(run.Samples);
        var (start, end) = (samples.First.Nanoseconds, samples.Last.Nanoseconds);
        var step = Step(run, end - start);
        var steps = (int)((end - start) / step);
        List<Channel> drawn = [.. run.Machine.Channels.Where(c => readings.GetValueOrDefault(c.Name) is { Count: > 0 })]; // a temperature is no power
        var most = Math.Min(MostPoints, Math.Max(FewestPoints, MostPointsOfAll / runs / (drawn.Count + 1)));

        // A sum that lacks a channel would look whole; and a sum of one is that one.
        var parts = drawn.Where(c => counted.Contains(c.Name)).ToList();
        var sum = parts.Count >= 2 && parts.Count == counted.Count ? new double?[steps] : null;
        if (sum is not null)
            Array.Fill(sum, 0);
        List<PowerSeries> channels = [];
        foreach (var channel in drawn)
        {
            var curve = EnergyCurve.Of(readings[channel.Name], EnergyIntegrator.GapLimit(channel, run.Header.SampleRate), start);
            var (points, isCounted) = (new Extremes(steps, most), counted.Contains(channel.Name));
            for (var i = 0; i < steps; i++)
            {
                var at = start + (i * step);
                var watts = curve.MeanWattsUntil(at + step);
                points.Add(new PowerPoint((at + (step / 2)) / 1e9, watts));
                if (isCounted && sum is not null)
                    sum[i] += watts;
            }

            channels.Add(new PowerSeries(channel.Name, isCounted ? PowerRole.Counted : PowerRole.CrossCheck, channel.Provenance == Provenance.Modelled, points.Kept));
        }

        List<PowerSeries> all = [.. channels.OrderBy(c => c.Role)];
        if (sum is not null)
        {
            var points = new Extremes(steps, most);
            for (var i = 0; i < steps; i++)
                points.Add(new PowerPoint((start + (i * step) + (step / 2)) / 1e9, sum[i]));
            all.Insert(0, new PowerSeries("boundary (sum)", PowerRole.Sum, parts.Exists(p => p.Provenance == Provenance.Modelled), points.Kept));
        }

        all.RemoveAll(s => s.Points.All(p => p.Watts is null));
        return new PowerTimeline(step / 1e9, steps, all);
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
}
