using Joulemark.Comparison;
using Joulemark.Reporting.Html;
using static Joulemark.Reporting.Comparisons.ComparisonText;

namespace Joulemark.Reporting.Comparisons;

/// <summary>What a comparison says, at the top of its page: for each configuration the figures by their verdicts.</summary>
internal static class ComparisonSummary
{
    private static readonly RatioVerdict[] Order = [RatioVerdict.Better, RatioVerdict.Worse, RatioVerdict.Equivalent, RatioVerdict.Inconclusive];

    public static Markup Of(ComparisonFamily family)
    {
        var sides = Sides(family);
        return Markup.Of($"""
            <section class="summary"><h2>What it says</h2>
            {family.Comparisons.Select(c => Markup.Of($"""
                <h3>{Name(c.B, sides)} against {Name(family.Baseline, sides)}</h3>
                {Verdicts(family, c)}
                """))}</section>
            """);
    }

    private static Markup Verdicts(ComparisonFamily family, ComparisonResult comparison)
    {
        if (!comparison.Comparable)
            return Markup.Of($"<p>Not comparable: no ratio is given.</p>");
        var figures = SummaryOf(family).Select(s => (s.Heading, Metric: comparison.Metrics.FirstOrDefault(m => m.Name == s.Metric))).Where(f => f.Metric?.Verdict is not null).ToList();
        if (figures.Count == 0)
            return Markup.Of($"<p>No figure is known of both.</p>");
        var lines = Order.Select(v => (Verdict: v, Of: figures.Where(f => f.Metric!.Verdict == v).Select(f => Line(f.Heading, f.Metric!)).ToList())).Where(l => l.Of.Count > 0);
        return Markup.Of($"""
            <ul>{lines.Select(l => Markup.Of($"<li><strong class=\"verdict-{Word(l.Verdict)}\">{Word(l.Verdict)}</strong>: {string.Join("; ", l.Of)}</li>"))}</ul>
            {Markup.If(!comparison.Valid, () => Markup.Of($"<p><strong>Not valid</strong>: do not decide by it; the reasons are below.</p>"))}
            """);
    }

    private static string Line(string heading, ComparedMetric metric) => metric.Ratio is { } ratio
        ? $"{heading} {Change(ratio.Value)} ({ChangeRange(ratio)})" : $"{heading} {Effect(metric)} ({Interval(metric)})";
}
