using Joulemark.Comparison.Sweeping;
using Joulemark.Metrology;

namespace Joulemark.Reporting;

/// <summary>The limits, in seconds, that objectives set to the latency that a sweep's energy is held against; one where all points have the same.</summary>
/// <param name="Drawn">Those near enough to the points to be drawn among them.</param>
/// <param name="Beyond">Those so far to the right that the points would be pressed together beside them.</param>
internal sealed record ObjectiveLines(IReadOnlyList<double> Drawn, IReadOnlyList<double> Beyond)
{
    private const double Farthest = 4; // times the largest latency of a point

    public static ObjectiveLines Of(SweepResult sweep)
    {
        var points = sweep.Series.SelectMany(s => s.Points).ToList();
        var limits = points.SelectMany(p => p.Objectives).Where(o => o.Metric == sweep.LatencyMetric).Select(o => o.LimitSeconds).Distinct().Order().ToLookup(IsNear);
        return new ObjectiveLines([.. limits[true]], [.. limits[false]]);

        bool IsNear(double limit) => limit <= Farthest * points.Where(p => p.LatencyFront.Standing != SweepStanding.None).Max(p => p.Figure(sweep.LatencyMetric).Value);
    }

    /// <summary>What a reader of the chart is told of them.</summary>
    public string Caption => Sentence(Drawn, "The upright line is the objective’s limit, {0}. ", "The upright lines are the objective’s limits, {0}. ")
        + Sentence(Beyond, "The objective’s limit, {0}, is to the right of the chart. ", "The objective’s limits {0} are to the right of the chart. ");

    private static string Sentence(IReadOnlyList<double> limits, string one, string several) =>
        limits.Count == 0 ? "" : (limits.Count == 1 ? one : several).Replace("{0}", string.Join(", ", limits.Select(l => Figures.Scaled(l, "s"))), StringComparison.Ordinal);
}
