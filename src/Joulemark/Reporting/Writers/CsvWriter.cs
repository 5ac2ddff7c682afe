using System.Text;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Records;
using static Joulemark.Reporting.CsvText;

namespace Joulemark.Reporting.Writers;

/// <summary>
/// Writes every figure as one line of CSV, for spreadsheets and data frames. A missing figure has an empty value, and its
/// method says why.
/// </summary>
internal sealed class CsvWriter : IReportWriter
{
    private static readonly string[] Columns = ["run", "configuration", "factors", "metric", "value", "lower", "upper", "n", "unit", "method", "boundary", "provenance", "valid"];

    public string Extension => ".csv";

    public byte[] Write(IReadOnlyList<ReportedRun> runs) => Encoding.UTF8.GetBytes(string.Concat(ReportedFigure.Of(runs).Select(Of).Prepend(Line(Columns))) + string.Concat(Changes(runs)));

    private static string Of(ReportedFigure reported)
    {
        var (configuration, figure) = (reported.Result, reported.Figure);
        string End(double? value) => Number(reported.IsGiven ? value : null);
        return Line(Text(reported.Run.Id), Text(reported.Configuration), Text(Factors(configuration)), Text(reported.Metric), End(figure.Value), End(figure.Lower), End(figure.Upper), Number(figure.N), Text(figure.Unit),
            Text(reported.IsGiven ? figure.Method : $"missing: {MissingFigure.Why(reported.Metric, configuration, reported.IsCommand)}"), configuration.Boundary is { } boundary ? RecordNames.Of(boundary) : "",
            RecordNames.Of(configuration.Provenance), Truth(reported.Validity.Valid));
    }

    /// <summary>A line for each change of a benchmark over time, of the first run after it: the mean from it on ÷ the mean before.</summary>
    private static IEnumerable<string> Changes(IReadOnlyList<ReportedRun> runs) =>
        from history in ReportedRun.HistoriesOf(runs).Series
        from change in history.Changes
        let run = history.Points[change.Index].Run
        let configuration = runs.First(r => r.Result.Id == run).Result.Configurations[history.Configuration]
        select Line(Text(run), Text(history.Configuration), Text(Factors(configuration)), $"change_of_{history.Metric}", Number(change.Ratio.Value), Number(change.Ratio.Lower), Number(change.Ratio.Upper),
            Number(history.Points.Count(p => p.IsValid)), "1", Text($"mean of the runs from this one on ÷ mean of those before ({HistoryText.Interval(change)}).{HistoryText.Doubt(change)} {HistoryText.Method}"),
            history.Boundary is { } boundary ? RecordNames.Of(boundary) : "", RecordNames.Of(history.Provenance), Truth(true));

    private static string Factors(ConfigurationResult configuration) => string.Join("; ", configuration.Factors.Select(f => $"{f.Key}={f.Value}"));
}
