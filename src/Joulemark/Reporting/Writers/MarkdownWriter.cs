using System.Globalization;
using System.Text;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting.Html;
using static Joulemark.Reporting.MarkdownText;

namespace Joulemark.Reporting.Writers;

/// <summary>Writes reports as Markdown, for a comment, a wiki or a README: what a reader needs to believe a figure stands beside it, and no more.</summary>
internal sealed class MarkdownWriter : IReportWriter
{
    private const string WhatReasonsMean = "What each reason means, and what to do: docs/diagnostics.md, “Validity reasons”.";

    public string Extension => ".md";

    public byte[] Write(IReadOnlyList<ReportedRun> runs) => Encoding.UTF8.GetBytes(Text(runs, ReportedRun.Analysed(runs)) + MarkdownHistory.Of(ReportedRun.HistoriesOf(runs)));

    private static string Text(IReadOnlyList<ReportedRun> runs, AnalysedRuns analysed)
    {
        var labels = RunLabels.Of(runs.Select(r => r.Result));
        return string.Join("---\n\n", runs.Select(r => Section(labels[r.Result.Id], r.Record, r.Result, analysed, r.Prices)));
    }

    private static string Section(string label, RunRecord record, RunResult result, AnalysedRuns analysed, RecommendationOptions? prices)
    {
        var model = ReportModel.Of(record, result, analysed, prices: prices);
        var text = new StringBuilder();
        text.Append("## ").Append(Escape(label)).Append("\n\n");
        text.Append("**").Append(result.Validity.Valid ? "VALID" : "NOT VALID").Append("** · boundary: ").Append(result.Boundary is { } boundary ? RecordNames.Of(boundary) : "none")
            .Append(" · ").Append(model.Provenance.Short).Append(" · ").Append(Code(result.Id)).Append("\n\n");
        if (model.Provenance.Warning is { } warning)
            text.Append("> ").Append(Escape(warning)).Append("\n\n");
        if (model.Recommendation is { } recommendation)
            text.Append("**Which one to run:** ").Append(Escape(recommendation.Answer)).Append(". Asked: ").Append(Escape(AnswerSection.Asked(recommendation))).Append(string.Concat(Alternative.Of(recommendation).Select(a => $". {Escape(a.Sentence)}"))).Append(".\n\n");
        text.Append(Figures(model));
        if (result.Sweep is { } sweep)
            text.Append(MarkdownSweep.Of(sweep));
        var reasons = result.Validity.Reasons.Select(r => $"{Code(r.Code)}: {Escape(r.Evidence)}").ToList();
        text.Append(List("Why it is not valid", reasons.Count == 0 ? [] : reasons.Append(WhatReasonsMean)));
        text.Append(List("What the figures say", result.Findings.Where(_ => result.Sweep is null).Select(f => $"{f.Kind}: {Escape(f.Message)}")));
        text.Append(List("Latency objectives", Objectives(result)));
        foreach (var known in JoulesKnown.Of(result).GroupBy(k => k.IsInTheIntervals).OrderBy(k => k.Key))
            text.Append(List(known.Key ? JoulesKnown.InThem : JoulesKnown.NotInThem, known.Select(k => $"{Escape(k.Part.Name)} {k.Size}: {Escape(k.Part.Source)}")));
        text.Append(List("Allowed to differ", result.Allowed.Select(d => Escape($"{d.Key} is {d.Values}"))));
        text.Append(List("Notes and warnings", result.Diagnostics.Select(d => $"{d.Severity.ToString().ToLowerInvariant()} {d.Id}: {Escape(d.Message)}{(d.Remedy is null ? "" : $"<br>→ {Escape(d.Remedy)}")}")));
        text.Append(Details("Where and how it was measured", Repeat(record, result)));
        return text.ToString();
    }

    private static string Figures(ReportModel model)
    {
        IReadOnlyList<FigureColumn> all = model.IsCommand ? FigureColumn.OfCommand : [.. FigureColumn.EnergyAndAccuracy, .. FigureColumn.SpeedAndPower(model.Result)];
        var columns = all.Where(c => model.Result.Configurations.Values.Any(r => IsGiven(c.Metric, r))).ToList(); // a column of dashes says nothing
        var text = new StringBuilder();
        text.Append(Row(["configuration", .. columns.Select(c => Escape(c.Heading)), .. model.Priced.Columns.Select(p => Escape($"{p.Heading} of {model.Priced.Work}")), "windows", "valid"]));
        text.Append(Row([":---", .. columns.Select(_ => "---:"), .. model.Priced.Columns.Select(_ => "---:"), "---:", ":---"]));
        foreach (var (name, configuration) in model.Result.Configurations)
        {
            var validity = model.ValidityOf(name);
            text.Append(Row([Code(name), .. columns.Select(c => Cell(c.Metric, configuration)), .. model.Priced.Columns.Select(p => Cell(model.Priced, p.Of(model.Priced.Works.GetValueOrDefault(name)))), configuration.Windows.Count.ToString(CultureInfo.InvariantCulture),
                validity.Valid ? "yes" : $"**NO**: {string.Join(", ", validity.Reasons.Select(r => Code(r.Code)).Distinct(StringComparer.Ordinal))}"]));
        }

        text.Append("\nIn brackets 95 % intervals; a dash is a figure that is missing, never zero.\n\n");
        if (model.Priced.Asked is { } asked)
            text.Append("Prices: ").Append(Escape(asked)).Append(". Costs are in that currency.\n\n");
        return text.Append(List("Not given", Missing(all, model.Result))).ToString();
    }

    private static string Cell(PricedRun priced, Estimate? estimate) => estimate?.Value is null ? "–" : $"{priced.Scale.Value(estimate)} ({priced.Scale.Range(estimate) ?? "no interval"})";

    private static bool IsGiven(string metric, ConfigurationResult configuration) =>
        configuration.Metrics.GetValueOrDefault(metric)?.Value is not null && !ClientsFigures.Has(metric, configuration);

    private static string Cell(string metric, ConfigurationResult configuration) => !IsGiven(metric, configuration) ? "–"
        : $"{Escape(Metrology.Figures.Value(configuration.Metrics[metric]))} ({(Metrology.Figures.Range(configuration.Metrics[metric]) is { } range ? Escape(range) : "no interval")})";

    /// <summary>Why figures are missing, those with one reason together.</summary>
    private static IEnumerable<string> Missing(IReadOnlyList<FigureColumn> columns, RunResult result) =>
        result.Configurations.SelectMany(c => columns.Where(column => !IsGiven(column.Metric, c.Value)).Select(column => (Configuration: c.Key, column.Heading, Why: MissingFigure.Why(column.Metric, c.Value))))
            .GroupBy(m => m.Why, StringComparer.Ordinal).Select(missing =>
            {
                var names = missing.Select(m => m.Configuration).Distinct(StringComparer.Ordinal).ToList();
                var of = names.Count == result.Configurations.Count ? "" : $" of {string.Join(", ", names.Select(Code))}";
                return $"{string.Join(", ", missing.Select(m => Escape(m.Heading)).Distinct(StringComparer.Ordinal))}{of}: {Escape(missing.Key)}";
            });

    private static IEnumerable<string> Objectives(RunResult result) =>
        from c in result.Configurations
        from o in c.Value.Objectives
        select c.Value.IsClientSaturated ? $"{Code(c.Key)} {Escape(o.Objective)} withheld: {Escape(ClientsFigures.Why)}; the limit is {Escape(Metrology.Figures.Scaled(o.LimitSeconds, "s"))}"
            : $"{Code(c.Key)} {Escape(o.Objective)} {o.Outcome switch { ObjectiveOutcome.Met => "met", ObjectiveOutcome.NotMet => "**NOT met**", _ => "undecided" }}: {Escape(Metrology.Figures.Value(o.Figure))}"
            + $" ({(Metrology.Figures.Range(o.Figure) is { } range ? Escape(range) : "no interval")}), the limit is {Escape(Metrology.Figures.Scaled(o.LimitSeconds, "s"))}";

    private static string Repeat(RunRecord record, RunResult result)
    {
        var text = new StringBuilder();
        text.Append(Escape(record.Machine.Summary)).Append("\n\n").Append("Measured ").Append(record.Header.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))
            .Append(" by Joulemark ").Append(Escape(record.Header.ToolVersion)).Append(", analysed by ").Append(Escape(result.ToolVersion)).Append(".\n\n");
        if (record.Header.Import is { } origin)
            text.Append(Escape(origin.Tool)).Append(origin.Version is null ? "" : $" {Escape(origin.Version)}").Append(" measured it; only it can measure it again.\n");
        else if (record.Header.Configurations is [{ Command: { } command }])
            text.Append(Block($"joulemark measure -- {ShellText.Of(command)}"));
        else if (record.Header.Configurations.Count > 0)
            text.Append("Save it as `spec.yaml`, and `joulemark run spec.yaml` measures it again:\n\n").Append(Block(SpecText.Of(record.Header), "yaml"));
        return text.ToString();
    }
}
