using System.Text;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Histories;
using Joulemark.Comparison.Recommending;
using Joulemark.Records;
using Joulemark.Reporting.Html;

namespace Joulemark.Reporting;

/// <summary>Writes the report of a run, or of many, as one page that needs nothing else: it opens offline and asks the network for nothing.</summary>
internal static class HtmlReportWriter
{
    /// <summary>The page of one run.</summary>
    public static string Write(RunRecord record, RunResult result, AnalysedRuns? analysed = null, RecommendationOptions? prices = null)
    {
        var model = ReportModel.Of(record, result, analysed, prices: prices);
        return Page(Title(model), Headline.Of(model), RunSections.Of(model), [model], BenchmarkHistories.None);
    }

    /// <summary>The page of several runs, in the order of time; a run that is given twice is there once.</summary>
    public static string Write(IReadOnlyList<(RunRecord Record, RunResult Result)> runs, AnalysedRuns? analysed = null, RecommendationOptions? prices = null)
    {
        List<(RunRecord Record, RunResult Result)> ordered = [.. runs.DistinctBy(r => r.Record.Header.Id, StringComparer.Ordinal).OrderBy(r => r.Record.Header.StartedAt)];
        if (ordered is [var only])
            return Write(only.Record, only.Result, analysed, prices);
        List<ReportModel> models = [.. ordered.Select((r, i) => ReportModel.Of(r.Record, r.Result, analysed, number: i, of: ordered.Count, prices))];
        var histories = BenchmarkHistories.Of(ordered);
        return Page(new Markup($"{ordered.Count} runs · Joulemark"), OverviewHeadline.Of(models), Markup.Of($"""
            {OverviewSection.Of(models)}
            {HistorySection.Of(histories)}
            {RunsSection.Of(models)}
            """), models, histories);
    }

    private static Markup Title(ReportModel model) =>
        Markup.Of($"{model.Result.Name} · Joulemark{Markup.If(model.Provenance.IsModelled, () => Markup.Of($" · {model.Provenance.Short}"))}");

    private static string Page(Markup title, Markup headline, Markup body, IReadOnlyList<ReportModel> models, BenchmarkHistories histories) =>
        Fill(ReportAssets.Template, name => name switch
        {
            "policy" => Policy(),
            "title" => title.Text,
            "style" => ReportAssets.Style,
            "headline" => headline.Text,
            "body" => body.Text,
            "explanations" => ExplanationsSection.Of(models).Text,
            "data" => ChartJson.Of(models, histories.Series).Text,
            "library" => ReportAssets.Library,
            "script" => ReportAssets.Script,
            _ => throw new InvalidOperationException($"report.html names a part '{name}' that there is none of"),
        });

    /// <summary>Puts the parts into the template, in one pass: what a record puts in is never searched for names again.</summary>
    private static string Fill(string template, Func<string, string> part)
    {
        var page = new StringBuilder();
        var at = 0;
        while (template.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = template.IndexOf("}}", open, StringComparison.Ordinal);
            page.Append(template, at, open - at).Append(part(template[(open + 2)..close]));
            at = close + 2;
        }

        return page.Append(template, at, template.Length - at).ToString();
    }

    // Styles are allowed inline because the charting library sets them on its elements; scripts only by their hashes.
    private static string Policy() =>
        $"default-src 'none'; script-src {ReportAssets.Source(ReportAssets.Library)} {ReportAssets.Source(ReportAssets.Script)}; "
        + "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
}
