using System.Globalization;
using System.Text.Json.Nodes;
using Joulemark.Testing.Servers;

namespace Joulemark.Tests.Metering.Exporters;

/// <summary>
/// Prometheus' query API over series that are scraped once a second from 1970 on: enough of it for questions of time, of
/// newest samples, and of raw ones. The real one answers in the integration tests.
/// </summary>
internal sealed class FakePrometheus : IDisposable
{
    private readonly FakeExporter _http;

    /// <param name="series">Labels of each series, its name under <c>__name__</c>, with its value at a time.</param>
    public FakePrometheus(params (string Series, Func<double, double> Value)[] series)
    {
        Series = [.. series.Select(s => (JsonNode.Parse(s.Series)!.AsObject(), s.Value))];
        _http = FakeExporter.Start(Answer);
        _http.ContentType = "application/json";
    }

    public IReadOnlyList<(JsonObject Labels, Func<double, double> Value)> Series { get; }

    public FakeExporter Http => _http;

    public Uri Url => new(_http.Url, "/");

    /// <summary>How far its clock is ahead.</summary>
    public double Ahead { get; set; }

    /// <summary>Where scrapes end; null for never.</summary>
    public double? LastScrape { get; set; }

    /// <summary>When scrapes began; null for always.</summary>
    public double? FirstScrape { get; set; }

    /// <summary>What it tells of its targets.</summary>
    public string? Targets { get; set; }

    public double Now => ((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds) + Ahead;

    public void Dispose() => _http.Dispose();

    private string Answer(Uri url)
    {
        if (url.AbsolutePath == "/api/v1/targets")
            return Targets ?? "{}";
        var arguments = url.Query[1..].Split('&').Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => Uri.UnescapeDataString(a[1]), StringComparer.Ordinal);
        var (query, now) = (arguments["query"], Now);
        if (query == "time()")
            return Success("scalar", Point(now, now));
        if (query.StartsWith("{__name__=~", StringComparison.Ordinal))
            return Success("vector", [.. Series.Select(s => Found(s.Labels, "value", Point(now, s.Value(Math.Floor(now)))))]);

        var open = query.LastIndexOf('[');
        var end = Math.Min(double.Parse(arguments["time"], CultureInfo.InvariantCulture), Math.Min(now, LastScrape ?? double.MaxValue));
        var length = double.Parse(query.AsSpan(open + 1, query.Length - open - 4), CultureInfo.InvariantCulture) / 1e3;
        var selected = Series.Where(s => Selector(s.Labels) == query[..open]).Select(s => Found(s.Labels, "values",
            new JsonArray([.. Enumerable.Range(0, (int)length + 1).Select(i => Math.Ceiling(end - length) + i).Where(t => t <= end && t >= (FirstScrape ?? 0)).Select(t => Point(t, s.Value(t)))])));
        return Success("matrix", [.. selected]);
    }

    private static string Selector(JsonObject labels) =>
        $"{labels["__name__"]}{{{string.Join(',', labels.Where(l => l.Key != "__name__").Select(l => $"{l.Key}=\"{l.Value}\""))}}}";

    private static JsonObject Found(JsonObject labels, string key, JsonNode value) => new() { ["metric"] = labels.DeepClone(), [key] = value };

    private static JsonArray Point(double time, double value) => [Math.Round(time, 3), value.ToString("R", CultureInfo.InvariantCulture)];

    private static string Success(string type, JsonArray result) =>
        new JsonObject { ["status"] = "success", ["data"] = new JsonObject { ["resultType"] = type, ["result"] = result } }.ToJsonString();
}
