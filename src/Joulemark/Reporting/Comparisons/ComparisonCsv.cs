using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Records;
using static Joulemark.Reporting.CsvText;

namespace Joulemark.Reporting.Comparisons;

/// <summary>Comparisons as CSV, a line for each figure; one that is not comparable has a line that says why.</summary>
internal static class ComparisonCsv
{
    private static readonly string[] Columns =
    [
        "baseline_run", "baseline_configuration", "run", "configuration", "comparable", "valid", "boundary", "provenance", "metric", "unit", "a", "a_lower", "a_upper", "b", "b_lower", "b_upper",
        "ratio", "ratio_lower", "ratio_upper", "difference", "difference_lower", "difference_upper", "confidence", "p_value", "verdict", "smallest_detectable", "n", "method",
    ];

    public static string Write(ComparisonFamily family) => string.Concat(family.Comparisons.SelectMany(Lines).Prepend(Line(Columns)));

    private static IEnumerable<string> Lines(ComparisonResult comparison)
    {
        string[] head =
        [
            Text(comparison.A.Run), Text(comparison.A.Configuration), Text(comparison.B.Run), Text(comparison.B.Configuration), Truth(comparison.Comparable), Truth(comparison.Valid),
            comparison.B.Boundary is { } boundary ? RecordNames.Of(boundary) : "", comparison.B.Provenance is { } provenance ? RecordNames.Of(provenance) : "",
        ];
        if (!comparison.Comparable)
        {
            var why = string.Join("; ", comparison.Differences.Where(d => d.Verdict == DifferenceVerdict.NotComparable).Select(d => $"{d.Key} is {d.Values}"));
            yield return Line([.. head, .. Enumerable.Repeat("", Columns.Length - head.Length - 1), $"not comparable: {why}"]);
        }

        foreach (var metric in comparison.Metrics)
        {
            var effect = metric.Ratio ?? metric.Difference;
            yield return Line(
            [
                .. head, metric.Name, metric.A.Unit, .. Ends(metric.A), .. Ends(metric.B), .. Ends(metric.Ratio), .. Ends(metric.Difference), Number(effect is null ? null : comparison.Confidence),
                Number(metric.PValue), ComparisonText.Word(metric.Verdict), Number(metric.SmallestDetectable), Number(effect?.N ?? Math.Min(metric.A.N, metric.B.N)), Text(effect?.Method ?? "set side by side"),
            ]);
        }
    }

    private static string[] Ends(Estimate? estimate) => [Number(estimate?.Value), Number(estimate?.Lower), Number(estimate?.Upper)];
}
