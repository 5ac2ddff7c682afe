using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>The head of the page: which run, whether it may be believed, and what its joules are.</summary>
internal static class Headline
{
    public static Markup Of(ReportModel model, bool isAlone = true)
    {
        var (header, result) = (model.Record.Header, model.Result);
        var started = header.StartedAt.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return Markup.Of($"""
            {(isAlone ? Markup.Of($"<h1>{result.Name}</h1>") : Markup.Of($"<h2>{result.Name}</h2>"))}
            <p class="badges">
            <span class="badge {(result.Validity.Valid ? "good" : "bad")}">{(result.Validity.Valid ? "VALID" : "NOT VALID")}</span>
            <span class="badge {(header.Status == RunStatus.Complete || result.Validity.Valid ? "plain" : "bad")}">{Status(header.Status)}</span>
            <span class="badge plain">boundary: {model.Boundary}</span>
            <span class="badge {model.Provenance.Class}">{model.Provenance.Short}</span>
            </p>
            <p class="environment">{model.Record.Machine.Summary}</p>
            <p class="environment"><time datetime="{header.StartedAt.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}Z">{started}</time> ·
            <span class="run-id">{result.Id}</span> · Joulemark {Version(header.ToolVersion)}</p>
            {Warning(model.Provenance)}
            {Reasons(model)}
            """);
    }

    private static string Status(RunStatus status) => status switch
    {
        RunStatus.Running => "cut off",
        _ => status.ToString().ToLowerInvariant(),
    };

    // The commit behind the plus is kept, but short.
    private static string Version(string version) =>
        version.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus && version.Length > plus + 9 ? version[..(plus + 9)] : version;

    private static Markup Warning(ProvenanceLabel provenance) => Markup.If(provenance.Warning is not null, () => Markup.Of($"""
        <aside class="callout {(provenance.IsModelled ? "modelled" : "bad")}"><strong>{(provenance.IsModelled ? provenance.Short + ", not measured" : provenance.Short)}</strong>
        <span>{provenance.Warning}</span></aside>
        """));

    private static Markup Reasons(ReportModel model) => Markup.If(!model.Result.Validity.Valid, () => Markup.Of($"""
        <section class="callout bad"><h2>Why it is not valid</h2>
        <ul>{model.Result.Validity.Reasons.Select(r => Markup.Of($"<li>{ExplanationMarkup.Link(r.Code)} {r.Evidence}{Remedy(r.Code)}</li>"))}</ul></section>
        """));

    private static Markup Remedy(string code) => Markup.If(Explanations.Of(code)?.Remedy is not null, () => Markup.Of($"<span class=\"remedy\">{ExplanationMarkup.Render(Explanations.Of(code)!.Value.Remedy!)}</span>"));
}
