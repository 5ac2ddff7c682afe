using System.Globalization;

namespace Joulemark.Reporting.Html;

/// <summary>Every run of a page of many, folded.</summary>
internal static class RunsSection
{
    public static Markup Of(IReadOnlyList<ReportModel> models) => Of(models, RunLabels.Of(models.Select(m => m.Result)));

    private static Markup Of(IReadOnlyList<ReportModel> models, IReadOnlyDictionary<string, string> labels) => Markup.Of($"""
        <section><h2>Run by run</h2>
        {models.Select(m => Markup.Of($"""
            <details class="run" id="run-{m.Number}"><summary>{labels[m.Result.Id]} · {m.Record.Header.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}
            · {(m.Result.Validity.Valid ? "valid" : "NOT VALID")} · {m.Boundary}, {m.Provenance.Short}</summary>
            <div class="head">{Headline.Of(m, isAlone: false)}
            <p class="note on-paper">All of this run is printed when it is open on the screen.</p></div>
            {RunSections.Of(m)}
            </details>
            """))}</section>
        """);
}
