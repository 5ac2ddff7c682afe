using System.Globalization;
using System.Text;
using Joulemark.Records;

namespace Joulemark.Reporting.Writers;

/// <summary>
/// Writes figures for monitoring: text that is both OpenMetrics 1.0 and Prometheus' format 0.0.4, for a file that an exporter
/// picks up (textfile collector), or a Pushgateway. It has no timestamps, which neither takes. Nobody looks at a validity beside
/// a number on a dashboard: the figures of a configuration that is not valid are left out, and the reasons are there.
/// </summary>
internal sealed class OpenMetricsWriter : IReportWriter
{
    private const string Prefix = "joulemark_";

    /// <summary>Prometheus' words for the units, which end a name; those of the others stand in the name of the figure, or have no word.</summary>
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["J"] = "joules", ["J·s"] = "joule_seconds", ["W"] = "watts", ["s"] = "seconds", ["1"] = "ratio", ["1/s"] = "per_second",
        ["requests"] = "requests", ["requests/s"] = "requests_per_second", ["tokens/s"] = "tokens_per_second",
    };

    public string Extension => ".prom";

    public byte[] Write(IReadOnlyList<ReportedRun> runs)
    {
        var text = new StringBuilder();
        var figures = ReportedFigure.Of(runs).ToList();
        var configurations = figures.DistinctBy(f => (f.Run.Id, f.Configuration)).ToList();
        Family(text, Prefix + "run", null, "A run that is reported.", runs.Select(r => ($"benchmark=\"{Escape(r.Record.Header.Name)}\",run=\"{Escape(r.Record.Header.Id)}\",tool_version=\"{Escape(r.Record.Header.ToolVersion)}\"", 1.0)));
        Family(text, Prefix + "run_start_seconds", "seconds", "When the run began, since 1970 in UTC.", runs.Select(r => (Identity(r.Record.Header), r.Record.Header.StartedAt.ToUnixTimeMilliseconds() / 1000.0)));
        Family(text, Prefix + "valid", null, "Whether the figures of a configuration may be used: 1 or 0. Those that may not are not given.", configurations.Select(c => (Identity(c), c.Validity.Valid ? 1.0 : 0)));
        Family(text, Prefix + "validity_reason", null, "Why the figures of a configuration may not be used, by its code.",
            from c in configurations
            from code in c.Validity.Reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal)
            select ($"{Identity(c)},code=\"{Escape(code)}\"", 1.0));
        Family(text, Prefix + "factor", null, "The factors that tell the configurations of a run apart.",
            from c in configurations
            from f in c.Result.Factors
            select ($"{Identity(c)},key=\"{Escape(f.Key)}\",value=\"{Escape(f.Value)}\"", 1.0));
        foreach (var metric in figures.Where(f => f.IsGiven && f.Validity.Valid).GroupBy(f => (f.Metric, Unit: UnitOf(f.Figure.Unit))))
        {
            var (name, unit) = (Prefix + metric.Key.Metric, metric.Key.Unit);
            Family(text, $"{name}{Suffix(unit)}", unit, $"{metric.Key.Metric}, in {metric.First().Figure.Unit}.", metric.Select(f => (Labels(f), f.Figure.Value!.Value)));
            Family(text, $"{name}_lower{Suffix(unit)}", unit, $"Lower end of the 95 % interval of {metric.Key.Metric}.", metric.Where(f => f.Figure.Lower is not null).Select(f => (Labels(f), f.Figure.Lower!.Value)));
            Family(text, $"{name}_upper{Suffix(unit)}", unit, $"Upper end of the 95 % interval of {metric.Key.Metric}.", metric.Where(f => f.Figure.Upper is not null).Select(f => (Labels(f), f.Figure.Upper!.Value)));
        }

        return Encoding.UTF8.GetBytes(text.Append("# EOF\n").ToString());
    }

    /// <summary>Joules per something are joules: the figure's name says of what.</summary>
    private static string? UnitOf(string unit) => Units.GetValueOrDefault(unit) ?? (unit.StartsWith("J/", StringComparison.Ordinal) ? "joules" : null);

    private static string Suffix(string? unit) => unit is null ? "" : "_" + unit;

    private static string Identity(ReportedFigure figure) => $"{Identity(figure.Run)},configuration=\"{Escape(figure.Configuration)}\"";

    private static string Identity(RunHeader run) => $"benchmark=\"{Escape(run.Name)}\",run=\"{Escape(run.Id)}\"";

    private static string Labels(ReportedFigure figure) =>
        $"{Identity(figure)},boundary=\"{(figure.Result.Boundary is { } boundary ? RecordNames.Of(boundary) : "")}\",provenance=\"{RecordNames.Of(figure.Result.Provenance)}\"";

    /// <summary>A family with its samples; nothing where there are none.</summary>
    private static void Family(StringBuilder text, string name, string? unit, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        var all = samples.Where(s => double.IsFinite(s.Value)).DistinctBy(s => s.Labels, StringComparer.Ordinal).ToList();
        if (all.Count == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} gauge\n");
        if (unit is not null)
            text.Append(CultureInfo.InvariantCulture, $"# UNIT {name} {unit}\n");
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Escape(help)}\n");
        foreach (var (labels, value) in all)
            text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value:R}\n");
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n");
}
