using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Reporting.Html;
using static Joulemark.Reporting.Comparisons.ComparisonText;

namespace Joulemark.Reporting.Comparisons;

/// <summary>The tables of a comparison's page, with a forest plot in them.</summary>
internal static class ComparisonTables
{
    /// <summary>Of two configurations: a row for each figure.</summary>
    public static Markup OfOne(ComparisonResult comparison) => Markup.If(comparison.Metrics.Count > 0, () => Section("Figures", "figure", comparison.Margin, [.. comparison.Metrics.Select(m => (m.Name, m))]));

    /// <summary>Of many: a table for each figure, with a row for each configuration.</summary>
    public static Markup OfMany(ComparisonFamily family) => Markup.Of($"""
        {Comparer.Compared.Select(name => (Name: name, Rows: family.Comparisons.SelectMany(c => c.Metrics.Where(m => m.Name == name).Select(m => (ComparisonText.Name(c.B, Sides(family)), m))).ToList())).Where(t => t.Rows.Count > 0)
            .Select(t => Section(t.Name, "B", family.Comparisons[0].Margin, t.Rows))}
        """);

    /// <summary>What differs between the two, and what that means.</summary>
    public static Markup Differences(ComparisonResult comparison) => Markup.If(comparison.Differences.Count > 0, () => Markup.Of($"""
        <details><summary>What differs between {comparison.A.Configuration} and {comparison.B.Configuration}</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="What differs between {comparison.A.Configuration} of {comparison.A.Run} and {comparison.B.Configuration} of {comparison.B.Run}"><table class="differences">
        <thead><tr><th scope="col">key</th><th scope="col">A</th><th scope="col">B</th><th scope="col">verdict</th><th scope="col">why</th></tr></thead>
        <tbody>{comparison.Differences.Select(d => Markup.Of($"""
            <tr><th scope="row">{d.Key}</th><td>{d.A ?? "unknown"}</td><td>{d.B ?? "unknown"}</td><td>{System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(d.Verdict.ToString())}</td><td>{d.Why}</td></tr>
            """))}</tbody></table></div></details>
        """));

    /// <summary>A figure of one side, its interval below.</summary>
    private static Markup Side(Estimate estimate) => Markup.Of($"""
        <span>{Figures.Short(estimate)}<span class="interval">{Beside(estimate)}</span></span>
        """);

    private static Markup Section(string heading, string what, double margin, IReadOnlyList<(string Name, ComparedMetric Metric)> rows)
    {
        var ratios = rows.Select(r => r.Metric.Ratio).OfType<Estimate>().ToList();
        var scale = ForestScale.Of(ratios.SelectMany(r => (double?[])[r.Value, r.Lower, r.Upper]), margin);
        var (hasRatio, hasDifference) = (ratios.Count > 0, rows.Any(r => r.Metric.Difference is not null));
        return Markup.Of($"""
            <section><h2>{heading}</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="{heading}"><table class="comparison">
            <thead><tr><th scope="col">{what}</th><th scope="col" class="number">A</th><th scope="col" class="number">B</th>
            <th scope="col" class="number">{(hasRatio && hasDifference ? "B / A, or B − A" : hasDifference ? "B − A" : "B / A")}</th>
            {Markup.If(hasRatio, () => Markup.Of($"<th scope=\"col\"><span class=\"hidden\">drawn</span>{ForestPlot.Axis(scale, margin)}</th>"))}
            <th scope="col">verdict</th>{Markup.If(hasRatio, () => Markup.Of($"<th scope=\"col\" class=\"number\">detectable</th>"))}</tr></thead>
            <tbody>{rows.Select(r => Markup.Of($"""
                <tr><th scope="row">{r.Name}</th><td class="number" data-label="A">{Side(r.Metric.A)}</td><td class="number" data-label="B">{Side(r.Metric.B)}</td>
                <td class="number" data-label="{(r.Metric.Ratio is null ? "B − A" : "B / A")}" title="{(r.Metric.Ratio ?? r.Metric.Difference)?.Method}"><span>{Effect(r.Metric)}<span class="interval">{Interval(r.Metric)}</span></span></td>
                {Markup.If(hasRatio, () => Markup.Of($"<td class=\"plot\">{ForestPlot.Line(scale, margin, r.Metric.Ratio, r.Metric.Verdict)}</td>"))}
                <td class="verdict-{Word(r.Metric.Verdict)}" data-label="verdict">{Word(r.Metric.Verdict)}</td>{Markup.If(hasRatio, () => Markup.Of($"<td class=\"number\" data-label=\"detectable\">{Detectable(r.Metric)}</td>"))}</tr>
                """))}</tbody></table></div></section>
            """);
    }
}
