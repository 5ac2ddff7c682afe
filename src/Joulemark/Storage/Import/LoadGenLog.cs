using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Joulemark.Storage.Import;

/// <summary>
/// The values of a LoadGen run by the detail log's keys, from <c>mlperf_log_detail.txt</c> (<c>:::MLLOG {json}</c>) where it
/// is there, else from <c>mlperf_log_summary.txt</c>. Both as mlcommons/inference writes them in <c>loadgen/results.cc</c> at
/// 05a9cec3 (<c>PerformanceSummary::LogSummary</c>, <c>LogDetail</c>).
/// </summary>
internal sealed partial class LoadGenLog
{
    private const string Mark = ":::MLLOG ";
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Lines of the detail log that are no JSON: one that was cut off, say.</summary>
    public int BadLines { get; private set; }

    public string? Text(string key) => _values.GetValueOrDefault(key);

    /// <summary>A finite number; null where there is none.</summary>
    public double? Number(string key) =>
        double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Every number.</summary>
    public IEnumerable<KeyValuePair<string, double>> Numbers => _values.Keys.Select(k => KeyValuePair.Create(k, Number(k))).Where(k => k.Value is not null).Select(k => KeyValuePair.Create(k.Key, k.Value!.Value));

    public static LoadGenLog Read(string? summary, string? detail)
    {
        var log = new LoadGenLog();
        if (summary is not null)
            log.ReadSummary(summary);
        if (detail is not null)
            log.ReadDetail(detail);
        return log;
    }

    private void ReadDetail(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (!line.StartsWith(Mark, StringComparison.Ordinal))
                continue;
            try
            {
                var entry = JsonElement.Parse(line.AsSpan(Mark.Length));
                if (entry.At("key").Text() is { } key && entry.At("value") is { } value)
                    _values[key] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            }
            catch (JsonException)
            {
                BadLines++;
            }
        }
    }

    private void ReadSummary(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            var colon = line.LastIndexOf(" : ", StringComparison.Ordinal) is >= 0 and var spaced ? spaced : line.LastIndexOf(": ", StringComparison.Ordinal);
            if (colon < 0)
                continue;
            var name = SpacePattern().Replace(line[..colon].Trim(), " ");
            if (KeyOf(name) is { } key)
                _values[key] = line[(colon + 2)..].Trim(' ', ':');
        }
    }

    private static string? KeyOf(string name) => name switch
    {
        "Scenario" => "effective_scenario",
        "Mode" => "effective_test_mode",
        "Result is" => "result_validity",
        "SUT name" => "sut_name",
        "Samples per second" => "result_samples_per_second",
        "Completed samples per second" => "result_completed_samples_per_sec",
        "Scheduled samples per second" => "result_scheduled_samples_per_sec",
        "QPS w/ loadgen overhead" => "result_qps_with_loadgen_overhead",
        "Tokens per second" => "result_tokens_per_second",
        "Completed tokens per second" => "result_completed_tokens_per_second",
        "TPS w/ loadgen overhead" => "result_token_throughput_with_loadgen_overhead",
        "Max latency (ns)" => "result_max_latency_ns",
        "samples_per_query" => "effective_samples_per_query",
        _ when PercentilePattern().Match(name) is { Success: true } match => match.Groups["kind"].Value switch
        {
            "latency" => $"result_{match.Groups["p"].Value}_percentile_latency_ns",
            "first token latency" => $"result_first_token_{match.Groups["p"].Value}_percentile_latency_ns",
            _ => $"result_time_per_output_token_{match.Groups["p"].Value}_percentile_ns",
        },
        _ => null,
    };

    [GeneratedRegex(@"^(?<p>[0-9]+\.[0-9]+) percentile (?<kind>latency|first token latency|time to output token) \(ns\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PercentilePattern();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex SpacePattern();
}
