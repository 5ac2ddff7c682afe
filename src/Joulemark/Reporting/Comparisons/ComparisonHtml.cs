using Joulemark.Comparison;
using Joulemark.Reporting.Html;
using static Joulemark.Reporting.Comparisons.ComparisonText;

namespace Joulemark.Reporting.Comparisons;

/// <summary>Comparisons as one page that needs nothing else: no script, no network, the drawings in it.</summary>
internal static class ComparisonHtml
{
    private static readonly string Style = ReportAssets.Style + ReportAssets.ComparisonStyle;

    private static readonly string Policy = $"default-src 'none'; style-src {ReportAssets.Source(Style)}; base-uri 'none'; form-action 'none'";

    public static string Write(ComparisonFamily family)
    {
        var title = Title(family);
        return Markup.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{new Markup(Policy)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>{title} · Joulemark</title>
            <style>{new Markup(Style)}</style>
            </head>
            <body>
            <header>
            <h1>{title}</h1>
            {Badges(family)}
            <p class="environment">A, the baseline: {Side(family.Baseline)}</p>
            {family.Comparisons.Select(c => Markup.Of($"<p class=\"environment\">B: {Side(c.B)}</p>"))}
            </header>
            <main>
            {ComparisonSummary.Of(family)}
            {Obstacles(family)}
            {(family.Comparisons is [var one] ? ComparisonTables.OfOne(one) : ComparisonTables.OfMany(family))}
            <p class="note">{Rules(family)}. The band is the margin; a square is the ratio, its bar the interval, a ring a ratio without one.</p>
            {Beside(family)}
            {family.Comparisons.Select(c => ComparisonTables.Differences(c))}
            {Notes(family)}
            <p class="note">Joulemark {family.ToolVersion}</p>
            </main>
            </body>
            </html>

            """).Text;
    }

    private static Markup Badges(ComparisonFamily family) => Markup.Of($"""
        <p class="badges">
        <span class="badge {(family.Valid ? "good" : "bad")}">{(family.Valid ? "VALID" : "NOT VALID")}</span>
        <span class="badge {(family.Comparable ? "good" : "bad")}">{(family.Comparable ? "comparable" : family.Comparisons.Any(c => c.Comparable) ? "not all comparable" : "NOT COMPARABLE")}</span>
        {Markup.If(Sides(family).Any(s => s.Provenance == Records.Provenance.Modelled), () => Markup.Of($"<span class=\"badge modelled\">modelled, not measured</span>"))}
        </p>
        """);

    private static Markup Side(ComparedConfiguration side) => Markup.Of($"<strong>{side.Configuration}</strong> of <span class=\"run-id\">{side.Run}</span>, {Joules(side)}");

    /// <summary>What stands against the figures: runs that are not valid, configurations that are not comparable, differences that were allowed.</summary>
    private static Markup Obstacles(ComparisonFamily family)
    {
        var all = Sides(family);
        var invalid = all.Where(s => !s.Validity.Valid).ToList();
        var apart = family.Comparisons.Where(c => !c.Comparable).ToList();
        var allowed = family.Comparisons.SelectMany(c => c.Allowed.Select(d => $"{Name(c.B, all)}: {d.Key} is {d.Values}")).Distinct(StringComparer.Ordinal).ToList();
        return Markup.Of($"""
            {Markup.If(invalid.Count > 0, () => Markup.Of($"""
                <section class="callout bad"><h2>Not valid</h2>
                <ul>{invalid.SelectMany(s => s.Validity.Reasons.Select(r => Markup.Of($"<li>{Name(s, all)}: <code>{r.Code}</code> {r.Evidence} <span class=\"remedy\">{Remedy(r.Code)}</span></li>")))}</ul></section>
                """))}
            {Markup.If(apart.Count > 0, () => Markup.Of($"""
                <section class="callout bad"><h2>Not comparable, so that no ratio is given</h2>
                <ul>{apart.SelectMany(c => c.Diagnostics.Where(d => d.Id == "JM7003").Select(d => Markup.Of($"<li>{Name(c.B, all)}: {d.Message}{Markup.If(d.Remedy is not null, () => Markup.Of($" <span class=\"remedy\">{d.Remedy}</span>"))}</li>")))}</ul></section>
                """))}
            {Markup.If(allowed.Count > 0, () => Markup.Of($"""
                <section class="callout modelled"><h2>Allowed to differ</h2><ul>{allowed.Select(a => Markup.Of($"<li>{a}</li>"))}</ul></section>
                """))}
            """);
    }

    private static Markup Beside(ComparisonFamily family)
    {
        var lines = family.Comparisons.SelectMany(c => (Accuracy(c) is { } accuracy ? [accuracy] : (string[])[]).Concat(Uncertainties(c)).Select(l => family.Comparisons.Count == 1 ? l : $"{Name(c.B, Sides(family))}: {l}")).ToList();
        return Markup.If(lines.Count > 0, () => Markup.Of($"""
            <section><h2>Beside the intervals</h2><ul>{lines.Select(l => Markup.Of($"<li>{l}</li>"))}</ul></section>
            """));
    }

    private static Markup Notes(ComparisonFamily family)
    {
        var notes = family.AllDiagnostics.Where(d => d.Id != "JM7003").ToList();
        return Markup.If(notes.Count > 0, () => Markup.Of($"""
            <section><h2>Notes and warnings</h2>
            <ul class="diagnostics">{notes.Select(d => Markup.Of($"""
                <li><code>{d.Id}</code> <span class="severity {d.Severity.ToString().ToLowerInvariant()}">{d.Severity.ToString().ToLowerInvariant()}</span> {d.Message}
                {Markup.If(d.Remedy is not null, () => Markup.Of($"<span class=\"remedy\">{d.Remedy}</span>"))}</li>
                """))}</ul></section>
            """));
    }
}
