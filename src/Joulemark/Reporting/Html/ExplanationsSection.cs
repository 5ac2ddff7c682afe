using Joulemark.Diagnostics;

namespace Joulemark.Reporting.Html;

/// <summary>The explanations of every id and reason that the page shows, each at an anchor that never changes.</summary>
internal static class ExplanationsSection
{
    public static Markup Of(IReadOnlyList<ReportModel> models)
    {
        var codes = models.SelectMany(Codes).Distinct(StringComparer.Ordinal).Where(c => Explanations.Of(c) is not null).Order(StringComparer.Ordinal).ToList();
        return Markup.If(codes.Count > 0, () => Markup.Of($"""
            <section><h2>What the codes mean</h2>
            <dl class="explanations">{codes.Select(c => One(c, Explanations.Of(c)!.Value))}</dl></section>
            """));
    }

    private static Markup One(string code, (string Meaning, string? Remedy) known) => Markup.Of($"""
        <div id="{ExplanationMarkup.Anchor(code)}"><dt><code>{code}</code></dt><dd>{ExplanationMarkup.Render(known.Meaning)}
        {Markup.If(known.Remedy is not null, () => Markup.Of($"<span class=\"remedy\">{ExplanationMarkup.Render(known.Remedy!)}</span>"))}</dd></div>
        """);

    private static IEnumerable<string> Codes(ReportModel model) =>
    [
        .. model.Result.Validity.Reasons.Select(r => r.Code),
        .. model.Result.Configurations.Values.SelectMany(c => c.Validity.Reasons).Select(r => r.Code),
        .. model.Result.Diagnostics.Select(d => d.Id),
    ];
}
