using System.Buffers;
using System.Text;
using System.Text.Json;
using Joulemark.Comparison;
using Joulemark.Comparison.Histories;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>What report.js draws from. The writer's default encoder escapes every <c>&lt;</c>, so no name can end the script block.</summary>
internal static class ChartJson
{
    private const int MostText = 200; // of a mark; the list of events has the whole

    public static Markup Of(IReadOnlyList<ReportModel> models, IReadOnlyList<BenchmarkHistory> histories)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("runs");
            foreach (var model in models)
                WriteRun(json, model);
            json.WriteEndArray();
            WriteHistories(json, histories);
            json.WriteEndObject();
        }

        return new Markup(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteRun(Utf8JsonWriter json, ReportModel model)
    {
        json.WriteStartObject();
        json.WriteString("label", model.Provenance.IsModelled ? model.Provenance.Short : "");
        json.WriteString("headline", model.HeadlineMetric);
        json.WriteString("throughput", ChartsSection.Throughput(model));
        WriteConfigurations(json, model);
        WriteObjectives(json, model.Result);
        WritePower(json, model.Power);
        WriteStages(json, model.Record);
        WriteMarks(json, model.Marks);
        WriteParts(json, "channels", model.Breakdowns, b => b.Channels);
        WriteParts(json, "phases", model.Breakdowns, b => b.Phases);
        WriteLatencies(json, model.Latencies);
        if (model.Result.Sweep is { } sweep)
            SweepJson.Write(json, sweep);
        json.WriteEndObject();
    }

    private static void WriteConfigurations(Utf8JsonWriter json, ReportModel model)
    {
        string[] metrics = [model.HeadlineMetric, "net_" + model.HeadlineMetric, "energy_per_request", "accuracy", "mean_power", ChartsSection.Throughput(model)];
        json.WriteStartArray("configurations");
        foreach (var (name, result) in model.Result.Configurations)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteBoolean("efficient", model.Result.Findings.Any(f => f.Configuration == name && f.Kind == "efficient"));
            json.WriteBoolean("valid", model.ValidityOf(name).Valid);
            foreach (var metric in metrics.Distinct(StringComparer.Ordinal))
                WriteEstimate(json, metric, result.Metrics.GetValueOrDefault(metric));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A figure as its value and the ends of its interval, and both as the tables have them: a reader who points at a figure reads the same.</summary>
    public static void WriteEstimate(Utf8JsonWriter json, string name, Estimate? estimate)
    {
        json.WriteStartArray(name);
        WriteNumber(json, estimate?.Value);
        WriteNumber(json, estimate?.Lower);
        WriteNumber(json, estimate?.Upper);
        if (estimate?.Value is not null)
        {
            json.WriteStringValue(Figures.Value(estimate));
            json.WriteStringValue(AnswerSection.Interval(estimate));
        }

        json.WriteEndArray();
    }

    private static void WriteObjectives(Utf8JsonWriter json, RunResult result)
    {
        json.WriteStartObject("objectives");
        foreach (var objective in result.Configurations.Values.SelectMany(c => c.Objectives).DistinctBy(o => o.Objective, StringComparer.Ordinal))
            json.WriteNumber(objective.Objective, objective.LimitSeconds);
        json.WriteEndObject();
    }

    private static void WriteMarks(Utf8JsonWriter json, TimelineMarks marks)
    {
        json.WriteStartArray("marks");
        foreach (var mark in marks.Marks)
        {
            json.WriteStartObject();
            json.WriteString("kind", mark.Kind);
            json.WriteNumber("start", Math.Round(mark.Start, 3));
            json.WriteNumber("end", Math.Round(mark.End, 3));
            json.WriteString("text", mark.Text.Length > MostText ? mark.Text[..MostText] + "…" : mark.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter json, string name, IReadOnlyList<EnergyBreakdown> breakdowns, Func<EnergyBreakdown, IReadOnlyList<EnergyPart>> parts)
    {
        json.WriteStartArray(name);
        foreach (var breakdown in breakdowns.Where(b => parts(b).Count > 0))
        {
            json.WriteStartObject();
            json.WriteString("configuration", breakdown.Configuration);
            json.WriteStartObject("parts");
            foreach (var part in parts(breakdown).DistinctBy(p => p.Name, StringComparer.Ordinal))
                WriteEstimate(json, part.Name, part.Energy);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHistories(Utf8JsonWriter json, IReadOnlyList<BenchmarkHistory> histories)
    {
        json.WriteStartArray("histories");
        foreach (var history in histories)
        {
            json.WriteStartObject();
            json.WriteString("metric", history.Metric);
            json.WriteString("unit", history.Points[0].Figure.Unit);
            json.WriteString("label", history.Provenance == Provenance.Modelled ? "modelled" : "");
            json.WriteStartArray("points");
            foreach (var point in history.Points)
            {
                json.WriteStartObject();
                json.WriteString("run", point.Run);
                json.WriteNumber("at", point.At.ToUnixTimeMilliseconds());
                WriteEstimate(json, "figure", point.Figure);
                json.WriteBoolean("valid", point.IsValid);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("changes");
            foreach (var change in history.Changes)
                json.WriteNumberValue(change.Index);
            json.WriteEndArray();
            json.WriteStartArray("in_doubt");
            foreach (var change in history.Changes.Where(c => c.AssumesIndependence))
                json.WriteNumberValue(change.Index);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePower(Utf8JsonWriter json, PowerTimeline power)
    {
        json.WriteStartArray("power");
        foreach (var series in power.Series)
        {
            json.WriteStartObject();
            json.WriteString("name", series.Name);
            json.WriteString("role", series.Role switch { PowerRole.Sum => "sum", PowerRole.Counted => "counted", _ => "cross-check" });
            json.WriteStartArray("points");
            foreach (var point in series.Points)
                WritePair(json, Math.Round(point.Seconds, 3), point.Watts);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStages(Utf8JsonWriter json, RunRecord record)
    {
        json.WriteStartArray("stages");
        foreach (var window in record.Windows)
        {
            json.WriteStartObject();
            json.WriteString("stage", window.Stage switch
            {
                Stage.Idle => "idle",
                Stage.IdleLoaded => "idle, server up",
                Stage.WarmUp => "warm-up",
                Stage.IdleAfter => "idle after",
                _ => "window",
            });
            json.WriteString("configuration", window.Configuration);
            json.WriteNumber("repeat", window.Repeat);
            json.WriteNumber("start", Math.Round(window.Start.Seconds, 3));
            json.WriteNumber("end", Math.Round(window.End.Seconds, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLatencies(Utf8JsonWriter json, IReadOnlyList<LatencyDistribution> latencies)
    {
        json.WriteStartArray("latencies");
        foreach (var distribution in latencies)
        {
            json.WriteStartObject();
            json.WriteString("name", distribution.Configuration);
            foreach (var (key, shares) in new[] { ("ttft", distribution.Ttft), ("e2e", distribution.E2e) })
            {
                json.WriteStartArray(key);
                foreach (var (seconds, share) in shares)
                    WritePair(json, Math.Round(seconds, 6), share);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePair(Utf8JsonWriter json, double x, double? y)
    {
        json.WriteStartArray();
        json.WriteNumberValue(x);
        WriteNumber(json, y);
        json.WriteEndArray();
    }

    // Four digits are more than a pixel; the exact figures are in result.json.
    private static void WriteNumber(Utf8JsonWriter json, double? number)
    {
        if (number is not { } value || !double.IsFinite(value))
            json.WriteNullValue();
        else if (value == 0)
            json.WriteNumberValue(0);
        else
            json.WriteNumberValue(Rounded(value));
    }

    private static double Rounded(double value)
    {
        var decimals = 3 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return decimals is >= 0 and <= 15 ? Math.Round(value, decimals) : value;
    }
}
