using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>Puts the requests of a detailed vLLM result together from its columns.</summary>
internal sealed class VllmRequests : IDisposable
{
    private static readonly string[] Names = ["start_times", "ttfts", "itls", "input_lens", "output_lens", "errors", "generated_texts", "latencies", "queue_times"];
    private readonly string _path;
    private readonly VllmDocument _document;
    private readonly Dictionary<string, JsonColumn> _columns;

    public VllmRequests(string path, VllmDocument document)
    {
        (_path, _document) = (path, document);
        _columns = Names.Where(document.Columns.ContainsKey).ToDictionary(n => n, n => new JsonColumn(path, document.Columns[n]), StringComparer.Ordinal);
    }

    /// <summary>True where each request's moments are told, not only its latencies.</summary>
    public static bool AreIn(VllmDocument document) => document.Columns.ContainsKey("start_times") && document.Columns.ContainsKey("ttfts");

    /// <summary>The requests in the order in which they were handed in.</summary>
    public IEnumerable<RequestRecord> All(string configuration, int repeat)
    {
        for (var i = 0; Advance(i); i++)
            yield return Request(i, configuration, repeat);
    }

    public void Dispose()
    {
        foreach (var column in _columns.Values)
            column.Dispose();
    }

    private bool Advance(int index)
    {
        var more = _columns.Where(c => c.Value.Next()).Select(c => c.Key).ToList();
        if (more.Count > 0 && more.Count < _columns.Count)
        {
            throw ImportProblem.Of("JM4053", $"'{_path}': {string.Join(", ", _columns.Keys.Except(more, StringComparer.Ordinal))} end after {index} requests, while {string.Join(", ", more)} go on",
                "The columns of one result must be of one length: give the file as vLLM wrote it.");
        }

        return more.Count > 0;
    }

    private RequestRecord Request(int index, string configuration, int repeat)
    {
        var start = Number("start_times") ?? throw Impossible(index, "start_times", "no number");
        var gaps = _columns.GetValueOrDefault("itls")?.Numbers() ?? [];
        var ttft = NotNegative(index, "ttfts");
        var latency = NotNegative(index, "latencies");
        if (gaps.Exists(g => g < 0))
            throw Impossible(index, "itls", gaps.Find(g => g < 0).ToString(CultureInfo.InvariantCulture));
        var (prompt, output) = (NotNegative(index, "input_lens"), NotNegative(index, "output_lens"));
        var error = _columns.GetValueOrDefault("errors")?.Text;
        var failed = error is { Length: > 0 } || (error is null && ttft is null or 0 && output is null or 0);

        // All times are seconds of the client's performance counter, whose zero nobody knows.
        Timestamp At(double seconds) => new(RequestTimes.Nanoseconds(seconds));
        var tokens = new List<Timestamp>();
        if (ttft > 0)
        {
            var at = start + ttft.Value;
            tokens.Add(At(at));
            foreach (var gap in gaps)
                tokens.Add(At(at += gap));
        }

        var last = latency > 0 ? At(start + latency.Value) : tokens.Count > 0 ? tokens[^1] : (Timestamp?)null;
        var queued = _document.IsUnpaced ? 0 : Math.Max(0, Number("queue_times") ?? 0); // held back against a schedule, or by the closed loop's own limit
        return new RequestRecord
        {
            Configuration = configuration,
            Stage = Stage.Window,
            Repeat = repeat,
            Item = index,
            Scheduled = At(start - queued),
            Sent = At(start),
            FirstByte = tokens.Count > 0 ? tokens[0] : null,
            FirstToken = tokens.Count > 0 ? tokens[0] : null,
            LastToken = failed ? null : last,
            Ended = last ?? At(start),
            Tokens = tokens,
            Usage = failed || prompt is null || output is null ? null : new TokenUsage((int)prompt.Value, (int)output.Value),
            Output = _columns.GetValueOrDefault("generated_texts")?.Text ?? "",
            Error = failed ? error is { Length: > 0 } ? error : "no answer" : null,
            ErrorKind = failed ? "imported" : null,
        };
    }

    private double? Number(string column) => _columns.GetValueOrDefault(column)?.Number;

    private double? NotNegative(int index, string column) =>
        Number(column) is not { } number || number >= 0 ? Number(column) : throw Impossible(index, column, number.ToString(CultureInfo.InvariantCulture));

    private Diagnostics.JoulemarkException Impossible(int index, string column, string value) => ImportProblem.Of("JM4053",
        $"'{_path}': {column} of request {index} is {value}; it cannot be", "A clock that was set back does this: run the benchmark again, or take the request out of every column.");
}
