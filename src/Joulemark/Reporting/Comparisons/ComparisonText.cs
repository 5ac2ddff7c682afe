using System.Globalization;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting.Html;

namespace Joulemark.Reporting.Comparisons;

/// <summary>Words and figures that all who show a comparison share.</summary>
internal static class ComparisonText
{
    /// <summary>Metrics of a summary, the first that says most.</summary>
    public static IReadOnlyList<(string Metric, string Heading)> Summary { get; } =
    [
        ("energy_per_output_token", "J/token"), ("energy_per_request", "J/request"), ("energy_per_correct", "J/correct"), ("energy_to_solution", "energy to solution"),
        ("output_throughput", "tokens/s"), ("ttft_p99", "TTFT p99"), ("e2e_p99", "E2E p99"), ("duration", "time"), ("accuracy", "accuracy"),
    ];

    /// <summary>Those of the summary that any comparison has.</summary>
    public static IReadOnlyList<(string Metric, string Heading)> SummaryOf(ComparisonFamily family)
    {
        var known = Summary.Where(s => family.Comparisons.Any(c => c.Metrics.Any(m => m.Name == s.Metric))).ToList();
        return [.. known.Where(s => s.Metric != "energy_to_solution" || !known.Exists(k => k.Metric == "energy_per_request") || known.Exists(k => k.Metric == "duration"))]; // a task's energy is its requests', in proportion
    }

    public static string Word(RatioVerdict? verdict) => verdict?.ToString().ToLowerInvariant() ?? "";

    /// <summary>What to call a side: its configuration, and its run where another has a configuration of that name.</summary>
    public static string Name(ComparedConfiguration side, IEnumerable<ComparedConfiguration> all) =>
        all.Any(s => s.Configuration == side.Configuration && s.Run != side.Run) ? $"{side.Configuration} of {side.Run}" : side.Configuration;

    /// <summary>All sides, the baseline first.</summary>
    public static IReadOnlyList<ComparedConfiguration> Sides(ComparisonFamily family) => [family.Baseline, .. family.Comparisons.Select(c => c.B)];

    /// <summary>What is compared, in a few words.</summary>
    public static string Title(ComparisonFamily family) => family.Comparisons is [var only] ? Title(only) : $"{family.Comparisons.Count} configurations against {Name(family.Baseline, Sides(family))}";

    /// <summary>The outcome in one line.</summary>
    public static string Headline(ComparisonResult comparison)
    {
        if (!comparison.Comparable)
            return $"{Title(comparison)}: not comparable";
        return comparison.Metrics.FirstOrDefault(m => m.Ratio is not null) is { Ratio: { } ratio } metric
            ? $"{Title(comparison)}: {metric.Name} {Change(ratio.Value)} ({ChangeRange(ratio)}), {Word(metric.Verdict)}{(comparison.Valid ? "" : ", NOT VALID")}"
            : $"{Title(comparison)}: no energy figure is known of both";
    }

    /// <summary>A figure of one side with its interval.</summary>
    public static string Figure(Estimate estimate) =>
        Figures.Value(estimate) + (estimate.Unit != "1" && Figures.Spread(estimate) is { } spread ? $" {spread}"
            : Figures.Range(estimate) is { } range ? $" ({range})" : " (no interval)");

    /// <summary>What stands below a figure of one side: how far its interval reaches, or that there is none.</summary>
    public static string Beside(Estimate estimate) => (estimate.Unit != "1" ? Figures.Spread(estimate) : null) ?? Figures.Range(estimate) ?? "no interval";

    /// <summary>The same where there is little room and the figure's name is beside, which tells what it is per.</summary>
    public static string Brief(Estimate estimate) => estimate switch
    {
        { Unit: "1", Lower: { } lower, Upper: { } upper } => string.Create(CultureInfo.InvariantCulture, $"{Figures.Percent(estimate.Value)} ({lower * 100:0.0}–{upper * 100:0.0})"),
        { Value: not null } when estimate.Unit.StartsWith("J/", StringComparison.Ordinal) => Figures.WithInterval(estimate),
        _ => Figure(estimate),
    };

    /// <summary>B over A, or B less A for accuracy.</summary>
    public static string Effect(ComparedMetric metric) =>
        metric.Ratio is { } ratio ? Number(ratio.Value) : metric.Difference is { } difference ? $"{Points(difference.Value)} points" : "";

    /// <summary>The interval of that.</summary>
    public static string Interval(ComparedMetric metric) => (metric.Ratio ?? metric.Difference) switch
    {
        null => "",
        { Lower: null } or { Upper: null } => "no interval",
        var e => metric.Ratio is not null ? Figures.Ends(e.Lower.Value, e.Upper.Value, Figures.Factor) : $"{Figures.Ends(e.Lower.Value, e.Upper.Value, (v, more) => Points(v, more))} points",
    };

    /// <summary>Both on one line, with what they say.</summary>
    public static string Cell(ComparedMetric? metric) => metric is null || Effect(metric).Length == 0 ? "–" : $"{Effect(metric)} ({Interval(metric)}) {Word(metric.Verdict)}";

    public static string Detectable(ComparedMetric metric) =>
        metric.Ratio is null ? "" : metric.SmallestDetectable is { } effect ? Figures.Increase(effect) : "–";

    /// <summary>What to do about a reason why a side is not valid.</summary>
    public static string Remedy(string code) => Explanations.RemedyOf(code) ?? "docs/diagnostics.md, “Validity reasons”, says what it means and what to do";

    /// <summary>How accuracies were compared; null where they were not.</summary>
    public static string? Accuracy(ComparisonResult comparison) => comparison.Metrics.FirstOrDefault(m => m.Difference is not null) is { Difference: { } difference } metric
        ? $"accuracy: {difference.Method}, n = {difference.N.ToString(CultureInfo.InvariantCulture)}{(metric.PValue is { } p ? $"; McNemar's mid-p {P(p)}{(comparison.Confidence > Comparer.DefaultConfidence ? ", adjusted for several comparisons" : "")}" : "")}" : null;

    /// <summary>Uncertainties beside the intervals that are worth a line, and what becomes of them.</summary>
    public static IEnumerable<string> Uncertainties(ComparisonResult comparison) => comparison.Uncertainties.Where(u => Math.Max(u.A ?? 0, u.B ?? 0) >= JoulesKnown.LeastWorthALine).Select(u => string.Create(CultureInfo.InvariantCulture,
        $"{u.Name} {OfSide(u.A)} and {OfSide(u.B)}: {u.Cancels switch { true => "cancels in the ratio", false => "does not cancel", null => "may cancel" }} ({u.Why})"));

    private static string OfSide(double? uncertainty) => uncertainty is { } relative ? string.Create(CultureInfo.InvariantCulture, $"± {relative * 100:0.#} %") : "–";

    /// <summary>What an interval is, and what verdicts mean.</summary>
    public static string Rules(ComparisonResult comparison) => Rules(comparison.Confidence, "none", 1, comparison.Margin, [comparison]);

    public static string Rules(ComparisonFamily family) =>
        Rules(family.Confidence, family.Adjustment, family.Comparisons.Count(c => c.Comparable), family.Comparisons[0].Margin, family.Comparisons);

    /// <summary>Boundary and provenance of one side's joules.</summary>
    public static string Joules(ComparedConfiguration side) => side is { Boundary: { } boundary, Provenance: { } provenance }
        ? $"boundary {RecordNames.Of(boundary)}, provenance {RecordNames.Of(provenance)}" : "no energy was measured";

    private static string Title(ComparisonResult comparison) => $"{Name(comparison.B, [comparison.A])} against {Name(comparison.A, [comparison.B])}";

    private static string Rules(double confidence, string adjustment, int comparisons, double margin, IEnumerable<ComparisonResult> all) => string.Create(CultureInfo.InvariantCulture,
        $"{Intervals(confidence, adjustment, comparisons)}; equivalent: within {margin * 100:0.#} % for certain; detectable: the smallest difference that this design would have found 4 times in 5{Means(all)}");

    /// <summary>Why a ratio is not the quotient of the figures beside it, by that in which it is most plain to see; empty where none is.</summary>
    private static string Means(IEnumerable<ComparisonResult> comparisons)
    {
        var apart = comparisons.SelectMany(c => c.Metrics).Select(m => (Metric: m, Quotient: MeansApart.Quotient(m.A, m.B, m.Ratio))).Where(m => m.Quotient is not null)
            .OrderByDescending(m => Math.Abs(Math.Log(m.Quotient!.Value / m.Metric.Ratio!.Value!.Value))).FirstOrDefault();
        return apart.Metric is null ? ""
            : $"; B / A is of the windows' geometric means, A and B are arithmetic ones, whose quotient is another number ({apart.Metric.Name}: {Number(apart.Quotient)}, not {Number(apart.Metric.Ratio!.Value)})";
    }

    private static string Intervals(double confidence, string adjustment, int comparisons) => adjustment == "none"
        ? string.Create(CultureInfo.InvariantCulture, $"{confidence * 100:0.#} % intervals")
        : string.Create(CultureInfo.InvariantCulture, $"ratios and differences have {confidence * 100:0.##} % intervals, so that all {comparisons} comparisons hold together in 95 % (Bonferroni); A and B have 95 % intervals");

    private static string Number(double? ratio) => ratio is { } r ? Figures.Factor(r) : "";

    private static string Points(double? share, int more = 0)
    {
        var number = $"0.0{new string('0', more)}";
        return share is { } s ? (s * 100).ToString($"+{number};−{number};±{number}", CultureInfo.InvariantCulture) : "";
    }

    /// <summary>A ratio as a change; as the factor that it is where a percentage would read as all or nobody reads it.</summary>
    public static string Change(double? ratio) => ratio switch
    {
        null => "",
        >= 0.001 and < 11 and var r => string.Create(CultureInfo.InvariantCulture, $"{(r - 1) * 100:+0.0;−0.0;±0.0} %"),
        { } r => $"{Figures.Number(r)} ×",
    };

    /// <summary>Its interval as changes.</summary>
    public static string ChangeRange(Estimate ratio) => ratio is { Lower: { } lower, Upper: { } upper } ? $"{Change(lower)} to {Change(upper)}" : "no interval";

    private static string P(double p) => p < 0.0001 ? "< 0.0001" : p.ToString("0.0000", CultureInfo.InvariantCulture);
}
