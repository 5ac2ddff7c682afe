using System.Globalization;
using System.Text;

namespace Joulemark.Tests.Storage.Import;

/// <summary>
/// A vLLM result whose every figure can be worked out by hand: two slots, each sending a request of 0.1 s to the first token
/// and 9 more tokens 0.1 s apart as soon as the one before is done, from second 1000 of the client's clock on.
/// </summary>
internal sealed class VllmResult
{
    public const int Slots = 2;
    public const int Tokens = 10;

    public int Requests { get; init; } = 20;

    public Dictionary<string, string> Replaced { get; } = new(StringComparer.Ordinal);

    /// <summary>Columns beside those of --save-detailed.</summary>
    public Dictionary<string, string> More { get; } = new(StringComparer.Ordinal);

    public double Duration => Requests / Slots;

    public string Summary => "{" + Text(Values) + "}";

    public string Detailed => "{" + Text([.. Values, .. Columns]) + "}";

    public string Without(params string[] columns) => "{" + Text([.. Values, .. Columns.Where(c => !columns.Contains(c.Key, StringComparer.Ordinal))]) + "}";

    private IEnumerable<KeyValuePair<string, string>> Values =>
    [
        Pair("date", "\"20261123-041512\""), Pair("backend", "\"openai-chat\""), Pair("endpoint_type", "\"openai-chat\""), Pair("model_id", "\"meta/small\""),
        Pair("num_prompts", Number(Requests)), Pair("request_rate", "\"inf\""), Pair("burstiness", "1.0"), Pair("max_concurrency", Number(Slots)),
        Pair("duration", Number(Duration)), Pair("completed", Number(Requests)), Pair("failed", "0"),
        Pair("total_input_tokens", Number(5 * Requests)), Pair("total_output_tokens", Number(Tokens * Requests)),
        Pair("request_throughput", Number(Requests / Duration)), Pair("request_goodput", "null"), Pair("output_throughput", Number(Tokens * Requests / Duration)),
        Pair("median_ttft_ms", "100.0"), Pair("p99_ttft_ms", "101.5"), Pair("mean_ttft_ms", "100.2"), Pair("p99_tpot_ms", "100.0"), Pair("p99_itl_ms", "100.0"),
        .. More,
    ];

    private IEnumerable<KeyValuePair<string, string>> Columns =>
    [
        Pair("input_lens", Each(_ => "5")), Pair("output_lens", Each(_ => Number(Tokens))), Pair("ttfts", Each(_ => "0.1")),
        Pair("itls", Each(_ => "[" + string.Join(", ", Enumerable.Repeat("0.1", Tokens - 1)) + "]")),
        Pair("start_times", Each(i => Number(1000 + (i / Slots)))), Pair("generated_texts", Each(i => $"\"answer {i} \\u00e9\\n\"")), Pair("errors", Each(_ => "\"\"")),
    ];

    private static KeyValuePair<string, string> Pair(string key, string value) => KeyValuePair.Create(key, value);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private string Each(Func<int, string> value) => "[" + string.Join(", ", Enumerable.Range(0, Requests).Select(value)) + "]";

    private string Text(IEnumerable<KeyValuePair<string, string>> values)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in values)
            text.Append(text.Length > 0 ? ", " : "").Append('"').Append(key).Append("\": ").Append(Replaced.GetValueOrDefault(key, value));
        return text.ToString();
    }
}
