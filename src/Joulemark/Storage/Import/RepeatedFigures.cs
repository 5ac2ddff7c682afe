using System.Globalization;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Storage.Import;

/// <summary>Figures of a configuration that was measured once, or several times.</summary>
internal static class RepeatedFigures
{
    /// <summary>One result's as they are; of several the mean, with what they scatter by.</summary>
    public static ImportedFigures Of(IReadOnlyList<ImportedBenchmark> repeats)
    {
        if (repeats is [var only])
            return new ImportedFigures { Figures = only.Figures, Reported = only.Reported };
        return new ImportedFigures
        {
            Figures = repeats[0].Figures.Keys.Where(k => repeats.All(r => r.Figures.ContainsKey(k)))
                .ToDictionary(k => k, k => Mean(k, [.. repeats.Select(r => r.Figures[k])]), StringComparer.Ordinal),
            Reported = repeats.SelectMany(r => r.Reported.Select(n => (Key: string.Create(CultureInfo.InvariantCulture, $"{n.Key} ({r.Repeat})"), n.Value)))
                .ToDictionary(n => n.Key, n => n.Value, StringComparer.Ordinal),
        };
    }

    private static Estimate Mean(string metric, IReadOnlyList<Estimate> figures)
    {
        var interval = MeanInterval.Of([.. figures.Select(f => f.Value!.Value)]);
        return new Estimate
        {
            Value = interval.Value,
            Lower = interval.Lower is { } lower ? Math.Max(WindowMetrics.Least(metric), lower) : null,
            Upper = interval.Upper,
            N = figures.Count,
            Unit = figures[0].Unit,
            Method = string.Create(CultureInfo.InvariantCulture, $"{figures[0].Method}; mean of {figures.Count} results{(interval.Lower is null ? "" : ", Student t")}"),
        };
    }
}
