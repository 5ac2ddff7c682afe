namespace Joulemark.Reporting.Html;

/// <summary>Every note and warning with its remedy; the ids lead to their explanations on the page.</summary>
internal static class DiagnosticsSection
{
    public static Markup Of(ReportModel model) => Markup.If(model.Result.Diagnostics.Count > 0, () => Markup.Of($"""
        <section><h2>Notes and warnings</h2>
        <ul class="diagnostics">{model.Result.Diagnostics.OrderByDescending(d => d.Severity).Select(d => Markup.Of($"""
            <li>{ExplanationMarkup.Link(d.Id)} <span class="severity {d.Severity.ToString().ToLowerInvariant()}">{d.Severity.ToString().ToLowerInvariant()}</span> {d.Message}
            {Markup.If(d.Remedy is not null, () => Markup.Of($"<span class=\"remedy\">{d.Remedy}</span>"))}</li>
            """))}</ul></section>
        """));
}
