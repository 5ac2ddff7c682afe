using System.Text;
using Joulemark.Analysis;
using Joulemark.Records;
using Joulemark.Reporting.Html;
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

    public byte[] Write(IReadOnlyList<ReportedRun> runs) => Encoding.UTF8.GetBytes(string.Concat(ReportedFigure.Of(runs).Select(Of).Prepend(Line(Columns))));

    private static string Of(ReportedFigure reported)
    {
        var (configuration, figure) = (reported.Result, reported.Figure);
        string End(double? value) => Number(reported.IsGiven ? value : null);
        return Line(Text(reported.Run.Id), Text(reported.Configuration), Text(Factors(configuration)), Text(reported.Metric), End(figure.Value), End(figure.Lower), End(figure.Upper), Number(figure.N), Text(figure.Unit),
            Text(reported.IsGiven ? figure.Method : $"missing: {MissingFigure.Why(reported.Metric, configuration, reported.IsCommand)}"), configuration.Boundary is { } boundary ? RecordNames.Of(boundary) : "",
            RecordNames.Of(configuration.Provenance), Truth(reported.Validity.Valid));
    }

    private static string Factors(ConfigurationResult configuration) => string.Join("; ", configuration.Factors.Select(f => $"{f.Key}={f.Value}"));
}
