using System.Text;
using Joulemark.Analysis;
using Joulemark.Records;
using Joulemark.Reporting.Html;

namespace Joulemark.Reporting;

/// <summary>Writes the report of a run as one page that needs nothing else: it opens offline and asks the network for nothing.</summary>
internal static class HtmlReportWriter
{
    /// <summary>The page.</summary>
    public static string Write(RunRecord record, RunResult result)
    {
        var model = ReportModel.Of(record, result);

        return Fill(ReportAssets.Template, name => name switch
        {
            "policy" => Policy(),
            "title" => Markup.Of($"{result.Name} · Joulemark{Markup.If(model.Provenance.IsModelled, () => Markup.Of($" · {model.Provenance.Short}"))}").Text,
            "style" => ReportAssets.Style,
            "headline" => Headline.Of(model).Text,
            "sweep" => SweepSection.Of(model).Text,
            "sweep-script" => result.Sweep is null ? "" : $"<script>{ReportAssets.SweepScript}</script>",
            "figures" => FiguresSection.Of(model).Text,
            "judgement" => JudgementSection.Of(model).Text,
            "charts" => ChartsSection.Of(model).Text,
            "metrics" => MetricsSection.Of(model).Text,
            "repeat" => RepeatSection.Of(model).Text,
            "data" => ChartJson.Of(model).Text,
            "library" => ReportAssets.Library,
            "script" => ReportAssets.Script,
            _ => throw new InvalidOperationException($"report.html names a part '{name}' that there is none of"),
        });
    }

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
        $"default-src 'none'; script-src {ReportAssets.Source(ReportAssets.Library)} {ReportAssets.Source(ReportAssets.SweepScript)} {ReportAssets.Source(ReportAssets.Script)}; "
        + "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
}
