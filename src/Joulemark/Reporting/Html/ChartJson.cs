using System.Buffers;
using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>What report.js draws from. The writer's default encoder escapes every <c>&lt;</c>, so no name can end the script block.</summary>
internal static class ChartJson
{
    public static Markup Of(ReportModel model)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("label", model.Provenance.IsModelled ? model.Provenance.Short : "");
            json.WriteString("headline", model.HeadlineMetric);
            WriteConfigurations(json, model);
            WritePower(json, model.Power);
            WriteStages(json, model.Record);
            WriteLatencies(json, model.Latencies);
            if (model.Result.Sweep is { } sweep)
                SweepJson.Write(json, sweep);
            json.WriteEndObject();
        }

        return new Markup(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteConfigurations(Utf8JsonWriter json, ReportModel model)
    {
        string[] metrics = [model.HeadlineMetric, "net_" + model.HeadlineMetric, "energy_per_request", "accuracy"];
        json.WriteStartArray("configurations");
        foreach (var (name, result) in model.Result.Configurations)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteBoolean("efficient", model.Result.Findings.Any(f => f.Configuration == name && f.Kind == "efficient"));
            foreach (var metric in metrics.Distinct(StringComparer.Ordinal))
                WriteEstimate(json, metric, result.Metrics.GetValueOrDefault(metric));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A figure as its value and the ends of its interval.</summary>
    public static void WriteEstimate(Utf8JsonWriter json, string name, Estimate? estimate)
    {
        json.WriteStartArray(name);
        WriteNumber(json, estimate?.Value);
        WriteNumber(json, estimate?.Lower);
        WriteNumber(json, estimate?.Upper);
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
