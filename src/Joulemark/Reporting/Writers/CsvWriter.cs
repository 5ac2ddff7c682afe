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

    public byte[] Write(IReadOnlyList<ReportedRun> runs)
    {
        var reported = runs.Select(r => r.Result.Id).ToHashSet(StringComparer.Ordinal);
        return Encoding.UTF8.GetBytes(string.Concat(runs.SelectMany(r => Lines(r).Concat(Earlier(r, reported))).Prepend(Line(Columns))));
    }

    private static IEnumerable<string> Lines(ReportedRun run)
    {
        var isWhole = !RunAnalyzer.RunReasons(run.Record).Any(); // what ails the run ails each of its configurations
        return from c in run.Result.Configurations
               from m in c.Value.Metrics
               select Of(run.Result.Id, c.Key, c.Value, m.Key, m.Value, isWhole && c.Value.Validity.Valid);
    }

    /// <summary>The points of a sweep that were measured in runs that it goes on from; those runs' own lines say it where they are reported, too.</summary>
    private static IEnumerable<string> Earlier(ReportedRun run, HashSet<string> reported)
    {
        var points = run.Result.Sweep?.Series.SelectMany(s => s.Points).Where(p => !reported.Contains(p.Run)).ToLookup(p => p.Run, StringComparer.Ordinal);
        return from earlier in run.Record.Earlier
               where points?.Contains(earlier.Header.Id) == true
               let configurations = RunAnalyzer.AnalyzeAlone(earlier, out _).Configurations
               from p in points![earlier.Header.Id]
               from m in configurations[p.Configuration].Metrics
               select Of(p.Run, p.Configuration, configurations[p.Configuration], m.Key, m.Value, p.Validity.Valid);
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
