using System.Globalization;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Finds the knees of a series: of throughput over the axis, one for each combination of the other swept keys.</summary>
internal static class SweepKnees
{
    private const int Draws = 2000;
    private const double Certain = 0.95;
    private const int Fewest = 5;
    private const string Method = "Kneedle (Satopää et al. 2011), sensitivity 1, of throughput over the swept key; the range holds 95 % of 2000 curves drawn from the points' intervals";

    public static IReadOnlyList<SweepKnee> Of(SweepSpace space, SweepMetrics metrics, IReadOnlyList<SweepMember> members) =>
    [
        .. members.GroupBy(m => SweepSpace.Identity(space.Beside(m.Factors)), StringComparer.Ordinal)
            .Select(curve => Find(space, metrics, [.. curve])),
    ];

    private static SweepKnee Find(SweepSpace space, SweepMetrics metrics, IReadOnlyList<SweepMember> members)
    {
        var at = space.Beside(members[0].Factors);
        var curve = members.Where(m => m.IsUsable && m.Positive(metrics.Throughput) is not null && space.ValueOf(m.Factors) is not null).DistinctBy(m => space.ValueOf(m.Factors)).ToList();
        SweepKnee Refuse(string why) => new() { At = at, N = curve.Count, Method = Method, Why = why };

        if (space.Axis is null)
            return Refuse("no swept key has numbers");
        if (curve.Count < Fewest)
            return Refuse($"{curve.Count} valid point{(curve.Count == 1 ? "" : "s")}; a knee needs {Fewest}");
        var x = curve.ConvertAll(m => space.ValueOf(m.Factors)!.Value);
        var y = curve.ConvertAll(m => m.Figure(metrics.Throughput) is var f ? new Interval(f.Value!.Value, f.Lower, f.Upper) : default);
        if (y.Count(v => v.Lower is null || v.Upper is null) is > 0 and var bare)
            return Refuse($"{bare} of {curve.Count} points {(bare == 1 ? "has" : "have")} no interval, so whether the curve bends cannot be told: it takes three windows of each");
        var top = curve.MaxBy(m => m.Positive(metrics.Throughput))!;
        if (top == curve[0] || SweepRatio.Of(metrics.Throughput, curve[0], top, Certain) is not { Lower: > 1 })
            return Refuse($"{metrics.Throughput} does not rise with {SweepSpace.Short(space.Axis)} beyond its intervals");
        if (Kneedle.Find(x, [.. y.Select(v => v.Value)]) is not { } knee)
            return Refuse($"the curve has no bend: {metrics.Throughput} rises with {SweepSpace.Short(space.Axis)} to the last valid point");

        var counts = Kneedle.Resample(x, y, Draws);
        var bent = counts.Sum();
        if (bent < Certain * Draws)
            return Refuse(string.Create(CultureInfo.InvariantCulture, $"whether the curve bends is not certain: {100.0 * bent / Draws:0} % of curves drawn from the points' intervals do; {100 * Certain:0} % are asked for"));
        return new SweepKnee
        {
            At = at, Configuration = curve[knee].Name, Value = x[knee], N = curve.Count, Method = Method,
            Lower = Math.Min(x[knee], x[Quantile(counts, (1 - Certain) / 2)]), Upper = Math.Max(x[knee], x[Quantile(counts, (1 + Certain) / 2)]),
        };
    }

    private static int Quantile(int[] counts, double share)
    {
        var (all, below) = (counts.Sum(), 0);
        for (var i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            if (below >= share * all)
                return i;
        }

        return counts.Length - 1;
    }
}
