using System.Globalization;
using Joulemark.Comparison;
using Joulemark.Comparison.Histories;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Reporting;

/// <summary>What is said of benchmarks that were measured several times, on the terminal, in pages and in files alike.</summary>
internal static class HistoryText
{
    /// <summary>What a series is.</summary>
    public const string Series = "A series holds runs of one benchmark and one configuration in which nothing that matters differs but versions of software.";

    private const int MostNamed = 12;

    /// <summary>How changes are found, and how often where there is none.</summary>
    public static string Method { get; } =
        $"Changes are found by E-divisive (Matteson and James 2014) on the logarithms of the valid runs' figures: a series of independent runs without a change shows one with a probability of at most {Figures.Percent(ChangePoints.Level)}. "
        + "What runs that are like their neighbours come to without a change is allowed for (sieve bootstrap, Bühlmann 1997); a change that it leaves in doubt “may have” been. "
        + $"No fewer than {ChangePoints.FewestValues} valid runs are searched, and of few it is known only roughly how alike they are. What is named at a change was not the same from one run to the next; whether it is the cause is not told.";

    /// <summary>Which figure of which configuration.</summary>
    public static string Title(BenchmarkHistory history) =>
        $"{history.Benchmark}, {history.Configuration}: {(history.Metric == "energy_per_output_token" ? "energy per output token" : "energy per request")}";

    /// <summary>What the joules are, and how many runs there are.</summary>
    public static string Scope(BenchmarkHistory history) =>
        $"boundary {(history.Boundary is { } boundary ? RecordNames.Of(boundary) : "none")}, {RecordNames.Of(history.Provenance)}; {history.Points.Count} runs";

    /// <summary>What was found.</summary>
    public static string Verdict(BenchmarkHistory history) =>
        !history.IsSearched ? $"Fewer than {ChangePoints.FewestValues} of them are valid, from which no change can be told from chance"
            : history.Changes.Count == 0 ? "No change is told from chance" : $"{history.Changes.Count} change{(history.Changes.Count == 1 ? "" : "s")}{InDoubt(history)}";

    /// <summary>Which way a figure went, if it did.</summary>
    public static string Direction(HistoryChange change) => (change.AssumesIndependence, change.Ratio.Value > 1) switch
    {
        (false, true) => "rose",
        (false, false) => "fell",
        (true, true) => "may have risen",
        (true, false) => "may have fallen",
    };

    /// <summary>What a change takes for granted; empty where nothing.</summary>
    public static string Doubt(HistoryChange change) =>
        change.AssumesIndependence ? " Only if runs are independent of their neighbours is it told from chance: runs as alike as these may be come to as much without a change." : "";

    /// <summary>From when on, by how much, and what was not the same.</summary>
    public static string Change(BenchmarkHistory history, HistoryChange change)
    {
        var point = history.Points[change.Index];
        return $"from {Time(point.At)} ({point.Run}) to {Ratio(change.Ratio.Value, 0)} × what it was ({Interval(change)}).{Doubt(change)} "
            + (change.Differences.Count == 0 ? "Nothing that was recorded differs."
                : $"Not the same: {string.Join("; ", Named(change).Take(MostNamed).Select(d => $"{d.Key} {d.A ?? "unknown"} → {d.B ?? "unknown"}"))}{(change.Differences.Count > MostNamed ? $"; and {change.Differences.Count - MostNamed} more" : "")}.");
    }

    /// <summary>The interval of a change's ratio, or that it has none.</summary>
    public static string Interval(HistoryChange change) => change.Ratio is { Lower: { } lower, Upper: { } upper }
        ? $"95 %, allowing for where the change was looked for: {Figures.Ends(lower, upper, Ratio)}" : "no interval: fewer than three runs on a side";

    /// <summary>Runs that a reader looks for in vain in the series, configurations of one run and one reason together.</summary>
    public static IEnumerable<(string Run, string Why)> LeftOut(BenchmarkHistories histories) =>
        histories.LeftOut.GroupBy(r => (r.Benchmark, r.Run, r.At, r.Why)).OrderBy(g => g.Key.At)
            .Select(g => (g.Key.Run, $"({g.Key.Benchmark}: {string.Join(", ", g.Select(r => r.Configuration))}), {Time(g.Key.At)}: {g.Key.Why}."));

    /// <summary>What stands before <see cref="LeftOut"/>.</summary>
    public static string Left(BenchmarkHistories histories) => histories.Series.Count > 0 ? "In no series" : "No two of these runs are one series";

    /// <summary>When a run began.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string InDoubt(BenchmarkHistory history) => history.Changes.Count(c => c.AssumesIndependence) switch
    {
        0 => "",
        var some when some < history.Changes.Count => $", {some} of them in doubt",
        1 => ", in doubt",
        _ => ", all in doubt",
    };

    private static string Ratio(double ratio, int more) => Figures.Decimals(ratio, 3 + more);

    // What would keep other comparisons apart first, then what is noted only.
    private static IEnumerable<FactDifference> Named(HistoryChange change) =>
        change.Differences.OrderBy(d => d.Verdict switch { DifferenceVerdict.NotComparable => 0, DifferenceVerdict.CannotBeTold => 2, DifferenceVerdict.Ignored => 3, _ => 1 });
}
