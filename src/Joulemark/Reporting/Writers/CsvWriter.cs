using System.Text;
using Joulemark.Analysis;
using Joulemark.Metrology;
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

    public byte[] Write(IReadOnlyList<ReportedRun> runs) => Encoding.UTF8.GetBytes(string.Concat(runs.SelectMany(Lines).Prepend(Line(Columns))));

    private static IEnumerable<string> Lines(ReportedRun run)
    {
        var isWhole = !RunAnalyzer.RunReasons(run.Record).Any(); // what ails the run ails each of its configurations
        return from c in run.Result.Configurations
               from m in c.Value.Metrics
               select Of(run.Result.Id, c.Key, c.Value, m.Key, m.Value, isWhole && c.Value.Validity.Valid);
    }

    private static string Of(string run, string name, ConfigurationResult configuration, string metric, Estimate figure, bool valid)
    {
        var isGiven = figure.Value is not null && !MissingFigure.IsTheClients(metric, configuration);
        string End(double? value) => Number(isGiven ? value : null);
        return Line(Text(run), Text(name), Text(Factors(configuration)), Text(metric), End(figure.Value), End(figure.Lower), End(figure.Upper), Number(figure.N), Text(figure.Unit),
            Text(isGiven ? figure.Method : $"missing: {MissingFigure.Why(metric, configuration)}"), configuration.Boundary is { } boundary ? RecordNames.Of(boundary) : "",
            RecordNames.Of(configuration.Provenance), Truth(valid));
    }

    private static string Factors(ConfigurationResult configuration) => string.Join("; ", configuration.Factors.Select(f => $"{f.Key}={f.Value}"));
}
