using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison;

/// <summary>
/// Says of each configuration whether it is worth its joules: on the front of accuracy against energy, or dominated by
/// another that is as accurate (within two points for certain, and not clearly worse by McNemar's test on the same questions) and
/// uses less energy beyond the noise. Only configurations that are valid and comparable, and have the same task, are held against each other.
/// </summary>
internal static class EnergyAccuracyFront
{
    private const double AccuracyMargin = 0.02;

    /// <param name="configurations">The configurations of a run.</param>
    /// <param name="areComparable">Whether two of them, by name, may be held against each other.</param>
    /// <param name="validity">Whether each, by name, may be trusted: one that is not is held against none.</param>
    public static IReadOnlyList<Finding> Find(IReadOnlyList<ConfigurationEvidence> configurations, Func<string, string, bool> areComparable, Func<string, Validity> validity)
    {
        var apart = configurations.Count < 2 ? [] : configurations.Where(c => !validity(c.Configuration.Name).Valid).ToList();
        var known = configurations.Except(apart).Where(c => WindowMetrics.Get(WindowMetrics.EnergyPerRequest).Estimate(c).Value is not null).ToList();
        return
        [
            .. apart.Select(c => new Finding(c.Configuration.Name, null, Finding.NotValid,
                $"{c.Configuration.Name} is held against none: it is not valid ({string.Join(", ", validity(c.Configuration.Name).Reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal))})")),
            .. known.Select(c => (One: c, All: known.FindAll(k => k == c || (k.Configuration.TaskHash == c.Configuration.TaskHash && areComparable(c.Configuration.Name, k.Configuration.Name)))))
                .Where(f => f.All.Count > 1).Select(f => Judge(f.One, f.All)),
        ];
    }

    private static Finding Judge(ConfigurationEvidence one, List<ConfigurationEvidence> all)
    {
        var hasAccuracy = all.TrueForAll(c => Accuracy.Of(c).Value is not null);
        var name = one.Configuration.Name;
        Finding? undecided = null;

        var confidence = SharedLevel.OfPairs(all.Count).Confidence; // each is held against every other, and any pair may be the one that is named; to be dominated is to be told in both figures
        var rivals = all.Where(c => c != one).Select(c => (Rival: c, Gained: hasAccuracy ? Accuracy.Difference(one, c, confidence).Interval : default));
        foreach (var (rival, gained) in rivals.Where(r => !(hasAccuracy && IsLessAccurate(r.Rival, one, r.Gained, confidence))).OrderBy(r => Energies(r.Rival).Average()))
        {
            var other = rival.Configuration.Name;
            if (MetricRatio.Of(WindowMetrics.Get(WindowMetrics.EnergyPerRequest), rival, one) is not { } ofWindows)
            {
                undecided ??= new Finding(name, other, "undecided", $"{name} cannot be held against {other}: a window of one of them has no energy above 0");
                continue;
            }

            var ratio = ofWindows.Interval(confidence);
            if (ratio.Upper < 1)
                continue;
            var interval = ratio is { Lower: { } lower, Upper: { } upper }
                ? string.Create(CultureInfo.InvariantCulture, $"{confidence * 100:0.##} %: {Figures.Ends(lower, upper, Figures.Digits)}") : "no interval";
            var uses = $"{Figures.Digits(ratio.Value)} × the energy per request ({interval}) of {other}";
            var isAsAccurate = !hasAccuracy || gained.Lower >= -AccuracyMargin;
            var than = !hasAccuracy ? "" : isAsAccurate ? $", which is as accurate within 2 points ({Show(rival)} against {Show(one)})"
                : string.Create(CultureInfo.InvariantCulture, $"; whether that is as accurate so few items do not tell ({Show(rival)} against {Show(one)}, a difference of {Points(gained)} points)");
            if (!(ratio.Lower > 1))
                undecided ??= new Finding(name, other, "undecided", $"{name} cannot be told apart from {other} by energy per request: ratio {Figures.Digits(ratio.Value)} ({interval}){than}");
            else if (ofWindows.Verdict(Comparer.DefaultMargin, moreIsBetter: false, confidence) == RatioVerdict.Equivalent)
                undecided ??= new Finding(name, other, "undecided", string.Create(CultureInfo.InvariantCulture, $"{name} uses as much as another within {Comparer.DefaultMargin * 100:0.#} %: {uses}{than}"));
            else if (isAsAccurate)
                return new Finding(name, other, "dominated", $"{name} does not pay: it uses {uses}{than}");
            else
                undecided ??= new Finding(name, other, "undecided", $"{name} may not pay: it uses {uses}{than}");
        }

        return undecided ?? new Finding(name, null, "efficient",
            hasAccuracy ? $"{name} pays: none that is as accurate uses less energy per request" : $"{name} uses the least energy per request");
    }

    /// <summary>True when one is less accurate than another for certain: by more than the margin, or on the very same questions.</summary>
    private static bool IsLessAccurate(ConfigurationEvidence one, ConfigurationEvidence than, Interval gained, double confidence) => gained.Upper < -AccuracyMargin || Accuracy.IsClearlyBetter(than, one, confidence);

    private static string Points(Interval difference) => string.Create(CultureInfo.InvariantCulture, $"{difference.Lower * 100:+0.0;−0.0} to {difference.Upper * 100:+0.0;−0.0}");

    // Per request, not per token: the task is the same for all, while a model that talks more has cheaper tokens.
    private static IReadOnlyList<double> Energies(ConfigurationEvidence configuration) =>
        WindowMetrics.Get(WindowMetrics.EnergyPerRequest).Values(configuration);

    private static string Show(ConfigurationEvidence configuration) =>
        Accuracy.Of(configuration).Value?.ToString("P1", CultureInfo.InvariantCulture) ?? "unknown";
}
