using System.Globalization;

namespace Joulemark.Reporting.Html;

/// <summary>The head of a page of many runs.</summary>
internal static class OverviewHeadline
{
    public static Markup Of(IReadOnlyList<ReportModel> models)
    {
        var invalid = models.Count(m => !m.Result.Validity.Valid);
        return Markup.Of($"""
            <h1>{models.Count} runs</h1>
            <p class="badges">
            <span class="badge {(invalid == 0 ? "good" : "bad")}">{(invalid == 0 ? "ALL VALID" : $"{invalid} NOT VALID")}</span>
            {models.Select(m => m.Boundary).Distinct(StringComparer.Ordinal).Select(b => Markup.Of($"<span class=\"badge plain\">boundary: {b}</span>"))}
            {models.Select(m => m.Provenance).DistinctBy(p => p.Short, StringComparer.Ordinal).Select(p => Markup.Of($"<span class=\"badge {p.Class}\">{p.Short}</span>"))}
            </p>
            <p class="environment">{string.Join(" · ", models.Select(m => m.Result.Name).Distinct(StringComparer.Ordinal))}</p>
            <p class="environment">{Day(models[0])} to {Day(models[^1])}</p>
            {models.Select(m => m.Provenance).Where(p => p.IsModelled).Take(1).Select(_ => Markup.Of($"""
                <aside class="callout modelled"><strong>modelled, not measured</strong>
                <span>Joules marked as modelled are estimated from utilisation; no meter read them. Each run below says which of its channels are.</span></aside>
                """))}
            """);
    }

    private static string Day(ReportModel model) => model.Record.Header.StartedAt.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
