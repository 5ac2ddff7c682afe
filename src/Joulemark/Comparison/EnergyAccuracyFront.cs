using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Statistics;

namespace Joulemark.Comparison;

/// <summary>
/// Says of each configuration whether it is worth its joules: on the front of accuracy against energy, or dominated by
/// another that is as accurate (within two points, and not clearly worse by McNemar's test on the same questions) and uses less
/// energy beyond the noise. Only configurations that are comparable are held against each other.
/// </summary>
internal static class EnergyAccuracyFront
{
    private const double AccuracyMargin = 0.02;
    private const double Level = 0.05;

    /// <param name="configurations">The configurations of a run.</param>
    /// <param name="areComparable">Whether two of them, by name, may be held against each other.</param>
    public static IReadOnlyList<Finding> Find(IReadOnlyList<ConfigurationEvidence> configurations, Func<string, string, bool> areComparable)
    {
        var known = configurations.Where(c => WindowMetrics.Get(WindowMetrics.EnergyPerRequest).Estimate(c).Value is not null).ToList();
        return [.. known.Select(c => (One: c, All: known.FindAll(k => k == c || areComparable(c.Configuration.Name, k.Configuration.Name))))
            .Where(f => f.All.Count > 1).Select(f => Judge(f.One, f.All))];
    }

    private static Finding Judge(ConfigurationEvidence one, List<ConfigurationEvidence> all)
    {
        var hasAccuracy = all.TrueForAll(c => Accuracy.Of(c).Value is not null);

        // A rival is good enough when it is within the margin and not clearly worse on the very same questions.
        var rivals = all.Where(c => c != one && (!hasAccuracy || (Accuracy.Of(c).Value >= Accuracy.Of(one).Value - AccuracyMargin && !Accuracy.IsClearlyBetter(one, c)))).ToList();
        Finding? undecided = null;
        // Each is held against every other, so that any pair may be the one that is named: the level is shared out to all pairs (Bonferroni).
        var confidence = 1 - (Level / (all.Count * (all.Count - 1) / 2));
        foreach (var rival in rivals.OrderBy(c => Energies(c).Average()))
        {
            if (MetricRatio.Of(WindowMetrics.Get(WindowMetrics.EnergyPerRequest), rival, one)?.Interval(confidence) is not { } ratio)
                continue;
            var than = hasAccuracy ? Than(one, rival) : "";
            if (ratio.Lower > 1)
            {
                return new Finding(one.Configuration.Name, rival.Configuration.Name, "dominated", string.Create(CultureInfo.InvariantCulture,
                    $"{one.Configuration.Name} does not pay: it uses {ratio.Value:0.00} × the energy per request ({confidence * 100:0.##} %: {ratio.Lower:0.00}–{ratio.Upper:0.00}) of {rival.Configuration.Name}{than}"));
            }

            if (ratio.Value > 1)
            {
                var interval = ratio.Lower is null ? "no interval" : string.Create(CultureInfo.InvariantCulture, $"{confidence * 100:0.##} %: {ratio.Lower:0.00}–{ratio.Upper:0.00}");
                undecided ??= new Finding(one.Configuration.Name, rival.Configuration.Name, "undecided", string.Create(CultureInfo.InvariantCulture,
                    $"{one.Configuration.Name} cannot be told apart from {rival.Configuration.Name} by energy per request: ratio {ratio.Value:0.00} ({interval}){than}"));
            }
        }

        return undecided ?? new Finding(one.Configuration.Name, null, "efficient",
            hasAccuracy ? $"{one.Configuration.Name} pays: none that is as accurate uses less energy per request" : $"{one.Configuration.Name} uses the least energy per request");
    }

    // Per request, not per token: the task is the same for all, while a model that talks more has cheaper tokens.
    private static IReadOnlyList<double> Energies(ConfigurationEvidence configuration) =>
        WindowMetrics.Get(WindowMetrics.EnergyPerRequest).Values(configuration);

    // Few items agree within two points by luck: then it is said that they do not tell.
    private static string Than(ConfigurationEvidence one, ConfigurationEvidence rival)
    {
        var (difference, _) = Accuracy.Difference(one, rival, 1 - Level);
        return difference.Lower >= -AccuracyMargin ? $", which is as accurate within 2 points ({Show(rival)} against {Show(one)})"
            : string.Create(CultureInfo.InvariantCulture, $", which got {Show(rival)} right against {Show(one)} (so many items tell a difference of {difference.Lower * 100:+0.0;−0.0} to {difference.Upper * 100:+0.0;−0.0} points)");
    }

    private static string Show(ConfigurationEvidence configuration) =>
        Accuracy.Of(configuration).Value?.ToString("P1", CultureInfo.InvariantCulture) ?? "unknown";
}
