using System.Text.Json;
using Joulemark.Comparison.Sweeping;

namespace Joulemark.Reporting.Html;

/// <summary>What sweep.js draws from.</summary>
internal static class SweepJson
{
    public static void Write(Utf8JsonWriter json, SweepResult sweep)
    {
        json.WriteStartObject("sweep");
        json.WriteString("energy", sweep.EnergyMetric == "energy_per_output_token" ? "J/token" : "J/request");
        json.WriteString("throughput", sweep.ThroughputMetric == "output_throughput" ? "tokens/s" : "requests/s");
        json.WriteString("latency", LatencyText.Name(sweep.LatencyMetric ?? ""));
        json.WriteStartArray("limits");
        foreach (var limit in ObjectiveLines.Of(sweep).Drawn)
            json.WriteNumberValue(limit);
        json.WriteEndArray();
        json.WriteStartArray("series");
        foreach (var series in sweep.Series)
        {
            json.WriteStartObject();
            json.WriteString("name", series.Name);
            json.WriteStartArray("points");
            foreach (var point in series.Points)
                WritePoint(json, sweep, point);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePoint(Utf8JsonWriter json, SweepResult sweep, SweepPoint point)
    {
        json.WriteStartObject();
        json.WriteString("name", string.Join(", ", sweep.Keys.Select(k => point.Factors.GetValueOrDefault(k)).OfType<string>()));
        json.WriteString("title", SweepSpace.Name(point.Factors));
        ChartJson.WriteEstimate(json, "t", point.Figure(sweep.ThroughputMetric));
        ChartJson.WriteEstimate(json, "w", point.Figure("mean_power"));
        ChartJson.WriteEstimate(json, "e", point.Figure(sweep.EnergyMetric));
        ChartJson.WriteEstimate(json, "l", point.Figure(sweep.LatencyMetric));
        json.WriteString("byPower", Standing(point.PowerFront));
        json.WriteString("byLatency", Standing(point.LatencyFront));
        json.WriteBoolean("best", point.Verdict == SweepVerdict.Best);
        json.WriteBoolean("knee", point.IsKnee);
        json.WriteEndObject();
    }

    private static string Standing(SweepPlace place) => place.Standing switch
    {
        SweepStanding.Front => "front",
        SweepStanding.PossiblyDominated => "possibly",
        SweepStanding.Dominated => "dominated",
        _ => "none",
    };
}
