using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting.Html;

namespace Joulemark.Reporting.Disclosing;

/// <summary>The sheet as one page to print and to sign: it needs nothing else, no script, and asks the network for nothing.</summary>
internal static class DisclosureHtml
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    public static string Write(DisclosureSheet sheet)
    {
        var model = sheet.Server.FirstOrDefault(f => f.Key == "server.model")?.Value ?? sheet.Configuration;
        return "<!doctype html>\n" + Markup.Of($"""
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>{(sheet.Valid ? "" : "INVALID: ")}Energy disclosure of {model} · Joulemark</title>
            <style>{new Markup(ReportAssets.Style)}{new Markup(ReportAssets.Disclosure)}</style>
            </head>
            <body class="sheet">
            <header>{Head(sheet, model)}</header>
            <main>
            {FiguresTable(sheet)}
            <div class="columns">
            {Facts("Task", sheet.Task)}
            {Facts("Model and server", sheet.Server)}
            {Facts("Hardware", sheet.Hardware)}
            {Facts("Boundary", sheet.Counted)}
            {Facts("Method", sheet.Method)}
            {Facts("MLPerf", sheet.Mlperf)}
            {Uncertainty(sheet)}
            {Score(sheet.EnergyScore)}
            {Emissions(sheet.Emissions)}
            {Records(sheet)}
            </div>
            </main>
            <footer><h2>Disclosed by</h2>
            <dl class="signature"><div><dt>Name</dt><dd></dd></div><div><dt>Organisation</dt><dd></dd></div><div><dt>Date</dt><dd></dd></div><div><dt>Signature</dt><dd></dd></div></dl>
            </footer>
            </body>
            </html>

            """).Text;
    }

    private static Markup Head(DisclosureSheet sheet, string model) => Markup.Of($"""
        <h1>Energy disclosure: {model}</h1>
        <p class="badges"><span class="badge {(sheet.Valid ? "good" : "bad")}">{(sheet.Valid ? "VALID" : "INVALID")}</span>
        <span class="badge {(sheet.Complete || sheet.Valid ? "plain" : "bad")}">{(sheet.Status == RunStatus.Running ? "cut off" : sheet.Status.ToString().ToLowerInvariant())}</span>
        <span class="badge plain">boundary: {(sheet.Boundary is { } boundary ? RecordNames.Of(boundary) : "none")}</span>
        <span class="badge {(sheet.Estimated is null ? "plain" : "modelled")}">{(sheet.Estimated is null ? RecordNames.Of(sheet.Provenance) : "estimate")}</span></p>
        <p class="environment">{sheet.Benchmark} · {sheet.Configuration} · <span class="run-id">{sheet.Run}</span> · measured {Day(sheet.MeasuredAt)} by {sheet.MeasuredBy} · sheet made {Day(sheet.MadeAt)} by Joulemark {sheet.ToolVersion}</p>
        {Markup.If(!sheet.Valid, () => Markup.Of($"""
            <section class="callout bad"><h2>INVALID: not to be quoted</h2><ul>{sheet.Reasons.Select(r => Markup.Of($"<li><code>{r.Code}</code> {r.Evidence}</li>"))}</ul></section>
            """))}
        {Markup.If(sheet.Estimated is not null, () => Markup.Of($"""
            <section class="callout modelled"><strong>Estimate, not a measurement</strong> <span>{sheet.Estimated}</span></section>
            """))}
        """);

    private static Markup FiguresTable(DisclosureSheet sheet) => Markup.Of($"""
        <section><h2>Figures</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Figures"><table class="disclosed">
        <caption>With 95 % intervals{Markup.If(sheet.Estimated is not null, () => Markup.Of($"<span class=\"badge modelled\">estimate</span>"))}{Markup.If(!sheet.Valid, () => Markup.Of($"<span class=\"badge bad\">INVALID</span>"))}</caption>
        <thead><tr><th scope="col">figure</th><th scope="col">value</th><th scope="col">95 % interval</th><th scope="col">n</th></tr></thead>
        <tbody>{sheet.Figures.Append(EmissionStatements.Shown(sheet.Emissions.Carbon, sheet.Emissions.Scale)).Append(EmissionStatements.Shown(sheet.Emissions.Cost, sheet.Emissions.Scale)).Select(Row)}</tbody></table></div></section>
        """);

    private static Markup Row(DisclosureFigure figure) => figure.Estimate is not { } estimate
        ? Markup.Of($"<tr><th scope=\"row\">{figure.Name}</th><td colspan=\"3\" class=\"note\">not given: {figure.NotGiven}</td></tr>")
        : Markup.Of($"<tr><th scope=\"row\">{figure.Name}{Markup.If(figure.Note is not null, () => Markup.Of($"<span class=\"interval\">{figure.Note}</span>"))}</th><td>{Value(estimate)}</td><td>{Range(estimate) ?? "no interval"}</td><td>{estimate.N}</td></tr>");

    private static Markup Facts(string heading, IReadOnlyList<DisclosureFact> facts) => Markup.Of($"""
        <section><h2>{heading}</h2><dl class="facts">{facts.Select(f => f.Value is { } value
            ? Markup.Of($"<div><dt>{f.Name}</dt><dd>{value}</dd></div>")
            : Markup.Of($"<div><dt>{f.Name}</dt><dd class=\"note\">not given: {f.NotGiven}</dd></div>"))}</dl></section>
        """);

    private static Markup Uncertainty(DisclosureSheet sheet) => Markup.Of($"""
        <section><h2>Uncertainty</h2>
        <p>The intervals come from repeats. How well the joules themselves are known{Markup.If(sheet.Systematic.Count == 0, () => Markup.Of($": not given, no energy was counted"))}</p>
        <ul>{JoulesKnown.Of(sheet.Systematic).Select(k => Markup.Of($"<li>{k.Part.Name} {k.Size}: {k.Part.Source} ({(k.IsInTheIntervals ? "no interval is narrower than windows are known" : "not in the intervals")})</li>"))}</ul></section>
        """);

    private static Markup Score(EnergyScore score) => Markup.Of($"""
        <section><h2>AI Energy Score</h2>
        <p><strong>{(score.Figure.Estimate is { } estimate ? $"{Value(estimate)} per 1,000 queries" : $"not given: {score.Figure.NotGiven}")}</strong></p>
        {Markup.If(score.Stars is not null, () => Markup.Of($"<p class=\"stars\">{score.Stars!.Text}</p><p>By the table “{score.Stars.Table}” ({score.Stars.Source}).</p>"))}
        {Markup.If(score.Stars is null, () => Markup.Of($"<p>No stars: the discloser gave no table.</p>"))}
        <p>{score.Statement}</p><p class="note">{score.Protocol}</p></section>
        """);

    private static Markup Emissions(EmissionStatement emissions) => Markup.Of($"""
        <section><h2>Emissions</h2>
        <p><strong>{(EmissionStatements.Shown(emissions.Carbon, emissions.Scale) is { Estimate: { } carbon } shown ? $"{shown.Name}: {Value(carbon)}" : $"not given: {emissions.Carbon.NotGiven}")}</strong></p>
        {emissions.Statements.Select(s => Markup.Of($"<p>{s}</p>"))}</section>
        """);

    private static Markup Records(DisclosureSheet sheet) => Markup.Of($"""
        <section><h2>Records</h2>
        <p>{(sheet.RecordsSha256 is { } hash ? Markup.Of($"SHA-256 <code>{hash}</code>") : Markup.None)} {sheet.RecordsSha256Is}.</p>
        {Markup.If(sheet.RecordsSha256 is not null, () => Markup.Of($"<p>Who has the run folder checks it and makes the figures again: <code>joulemark verify {sheet.Run} --hash {sheet.RecordsSha256}</code></p>"))}</section>
        """);

    // Grams and money have three digits like the rest, and no prefix: nobody thinks in millicents.
    private static string Value(Estimate estimate) => estimate.Unit.StartsWith('g') || estimate.Unit.StartsWith("in ", StringComparison.Ordinal)
        ? $"{Comparison.Recommending.RecommendationText.Significant(estimate.Value!.Value)} {estimate.Unit}" : Figures.Value(estimate);

    private static string? Range(Estimate estimate) => (estimate.Unit.StartsWith('g') || estimate.Unit.StartsWith("in ", StringComparison.Ordinal)) && estimate is { Lower: { } lower, Upper: { } upper }
        ? $"{Comparison.Recommending.RecommendationText.Significant(lower)} to {Comparison.Recommending.RecommendationText.Significant(upper)}" : Figures.Range(estimate);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
