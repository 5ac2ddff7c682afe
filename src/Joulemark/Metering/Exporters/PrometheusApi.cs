using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Joulemark.Metrology;

namespace Joulemark.Metering.Exporters;

/// <summary>
/// What Joulemark asks a Prometheus server. Histories are asked for as raw samples, by a range selector: what
/// <c>query_range</c> gives is the newest value at or before each step of a grid, up to five minutes old, and the time at
/// which it was taken is lost.
/// </summary>
/// <param name="server">The server's address.</param>
/// <param name="http">Asks it.</param>
/// <param name="clock">Learns the server's time.</param>
internal sealed partial class PrometheusApi(Uri server, SourceHttp http, RemoteClock clock)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Uri _base = new(server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");

    /// <summary>Why the last query failed, with the remedy; null after a good one.</summary>
    public (string Reason, string Remedy)? Failure { get; private set; }

    /// <summary>Asks for the server's time, to the millisecond.</summary>
    public bool AskTime(TimeSpan timeout)
    {
        if (Query("time()", null, timeout, out var answer) is not { } data || !data.TryGetProperty("result", out var result) || Point(result) is not { Value: var seconds })
            return false;
        clock.Add(seconds, seconds, answer.Sent, answer.Received);
        return true;
    }

    /// <summary>The newest sample of every series that a selector finds; null where the server gives none.</summary>
    public IReadOnlyList<MetricSample>? Newest(string selector, TimeSpan timeout)
    {
        if (Query(selector, null, timeout, out _) is not { } data)
            return null;
        var samples = new List<MetricSample>();
        foreach (var (name, labels, series) in Series(data))
        {
            if (series.TryGetProperty("value", out var value) && Point(value) is var (time, number))
                samples.Add(new MetricSample(name, labels, number, time));
        }

        return samples;
    }

    /// <summary>The raw samples of one series, with the server's times; null where the server gives none.</summary>
    public IReadOnlyList<(double UnixSeconds, double Value)>? Raw(string selector, double fromUnixSeconds, double toUnixSeconds)
    {
        var milliseconds = Math.Max(1, (long)Math.Ceiling((toUnixSeconds - fromUnixSeconds) * 1e3));
        var query = string.Create(CultureInfo.InvariantCulture, $"{selector}[{milliseconds}ms]");
        if (Query(query, toUnixSeconds, Timeout, out _) is not { } data)
            return null;
        foreach (var (_, _, series) in Series(data))
        {
            if (series.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array)
                return [.. values.EnumerateArray().Select(Point).OfType<(double, double)>()];
        }

        return [];
    }

    /// <summary>How often the server scrapes a target, by its own configuration; null where it does not say.</summary>
    public double? ScrapeSeconds(string? job, string? instance)
    {
        if (Ask("targets?state=active", Timeout, out _) is not { } data || !data.TryGetProperty("activeTargets", out var targets) || targets.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var target in targets.EnumerateArray())
        {
            if (target.ValueKind == JsonValueKind.Object && target.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Object
                && Text(labels, "job") == job && Text(labels, "instance") == instance && Text(target, "scrapeInterval") is { } interval)
                return Seconds(interval);
        }

        return null;
    }

    private static string? Text(JsonElement of, string key) => of.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A duration as Prometheus writes it, e.g. <c>1m30s</c>.</summary>
    private static double? Seconds(string duration)
    {
        var seconds = DurationPattern().Matches(duration).Sum(m => double.Parse(m.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)
            * m.Groups["unit"].Value switch { "ms" => 1e-3, "s" => 1, "m" => 60, "h" => 3600, _ => 86400 });
        return seconds > 0 ? seconds : null;
    }

    private JsonElement? Query(string query, double? time, TimeSpan timeout, out HttpPage answer)
    {
        var at = time is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"&time={seconds:0.000}") : "";
        return Ask($"query?query={Uri.EscapeDataString(query)}{at}", timeout, out answer);
    }

    private JsonElement? Ask(string question, TimeSpan timeout, out HttpPage answer)
    {
        answer = http.Get(new Uri(_base, $"api/v1/{question}"), timeout);
        Failure = answer.Failure is { } failure ? (failure, answer.Remedy) : null;
        if (answer.Failure is not null)
            return null;
        try
        {
            var root = JsonElement.Parse(answer.Body.Span);
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object)
                return data;
        }
        catch (JsonException)
        {
            // Said below: it is no answer of Prometheus' either way.
        }

        Failure = ($"{_base} answered something else than Prometheus' query API", "Give the address of the server itself, such as prometheus+http://host:9090.");
        return null;
    }

    private static IEnumerable<(string Name, IReadOnlyDictionary<string, string> Labels, JsonElement Series)> Series(JsonElement data)
    {
        if (!data.TryGetProperty("result", out var result) || result.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var series in result.EnumerateArray())
        {
            if (series.ValueKind != JsonValueKind.Object || !series.TryGetProperty("metric", out var metric) || metric.ValueKind != JsonValueKind.Object)
                continue;
            var labels = metric.EnumerateObject().Where(l => l.Value.ValueKind == JsonValueKind.String).ToDictionary(l => l.Name, l => l.Value.GetString()!, StringComparer.Ordinal);
            if (labels.Remove("__name__", out var name))
                yield return (name, labels, series);
        }
    }

    /// <summary>A time and a value, as <c>[1700000000.123, "42"]</c>.</summary>
    private static (double UnixSeconds, double Value)? Point(JsonElement point)
    {
        if (point.ValueKind != JsonValueKind.Array || point.GetArrayLength() != 2 || point[0].ValueKind != JsonValueKind.Number || point[1].ValueKind != JsonValueKind.String)
            return null;
        var text = point[1].GetString()!.Replace("Inf", "Infinity", StringComparison.Ordinal);
        return double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? (point[0].GetDouble(), value) : null;
    }

    [GeneratedRegex("(?<number>[0-9]{1,9})(?<unit>ms|s|m|h|d)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DurationPattern();
}
