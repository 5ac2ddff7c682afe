using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>One line of AIPerf's <c>profile_export.jsonl</c> as a request.</summary>
internal static class AiperfRecord
{
    /// <summary>The request; null where the line is no record of one.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">JM4053: a time that cannot be.</exception>
    public static RequestRecord? Read(JsonElement line, string path, int number, string configuration)
    {
        if (line.At("metadata") is not { } metadata || metadata.At("request_start_ns").Whole() is not { } start)
            return null;
        var metrics = line.At("metrics");
        JsonElement? Metric(string name) => metrics?.At(name);
        double? Latency(string name)
        {
            var seconds = AiperfUnits.Seconds(Metric(name));
            return seconds is not < 0 ? seconds
                : throw ImportProblem.Of("JM4053", $"'{path}', line {number}: {name} is {seconds} s; it cannot be", "A clock that was set back does this: run the benchmark again, or take the line out.");
        }

        Timestamp? After(double? seconds) => seconds is { } s ? new Timestamp(start + RequestTimes.Nanoseconds(s)) : null;
        int? Tokens(string name) => Metric(name)?.At("value").Count();

        var first = After(Latency("time_to_first_token") ?? Latency("ttft")); // as it was called in 2025
        var last = After(Latency("request_latency"));
        var end = metadata.At("request_end_ns").Whole();
        if (end < start)
            throw ImportProblem.Of("JM4053", $"'{path}', line {number}: the request ends {(start - end) / 1e9} s before it starts", "A clock that was set back does this: run the benchmark again, or take the line out.");
        var ended = new Timestamp(Math.Max(end ?? start, (last ?? first)?.Nanoseconds ?? start));
        var error = line.At("error");
        var cancelled = metadata.At("was_cancelled") is { ValueKind: JsonValueKind.True };
        var prompt = Tokens("usage_prompt_tokens") ?? Tokens("input_sequence_length");
        var served = Tokens("usage_completion_tokens");
        var counted = Tokens("output_sequence_length");
        var scheduled = metadata.At("credit_issued_ns").Whole() is { } issued && issued <= start ? issued : start;
        var answer = After(Latency("time_to_first_output_token"));
        var failed = error is not null || cancelled;
        return new RequestRecord
        {
            Configuration = configuration,
            Stage = (metadata.At("benchmark_phase") ?? metadata.At("credit_phase")).Text() == "warmup" ? Stage.WarmUp : Stage.Window,
            Repeat = 1,
            Item = number - 1,
            Turn = metadata.At("turn_index").Count() ?? 0,
            Scheduled = new Timestamp(scheduled),
            Sent = new Timestamp(start),
            Headers = metadata.At("request_ack_ns").Whole() is { } ack && ack >= start ? new Timestamp(ack) : null,
            FirstByte = first,
            FirstToken = first,
            FirstAnswer = answer == first ? null : answer,
            LastToken = failed ? null : last,
            Ended = ended,
            Tokens = first is { } token ? Chunks(token, AiperfUnits.AllSeconds(Metric("inter_chunk_latency"))) : [],
            Usage = failed || (served ?? counted) is not { } output ? null
                : new TokenUsage(prompt ?? 0, output, Tokens("usage_prompt_cache_read_tokens"), Tokens("reasoning_token_count") is > 0 and var reasoning ? reasoning : null),
            LocalOutputTokens = served is null ? null : counted,
            Error = error?.At("message").Text() ?? (failed ? "failed" : null),
            ErrorKind = cancelled ? RequestRecord.Cancelled : !failed ? null : error?.At("code").Words() is { } code ? $"http-{code}" : error?.At("type").Text() ?? "imported",
        };
    }

    /// <summary>Arrivals of the chunks; none where the gaps are not told, since one chunk would look like the whole answer.</summary>
    private static List<Timestamp> Chunks(Timestamp first, List<double>? gaps)
    {
        if (gaps is null)
            return [];
        var chunks = new List<Timestamp>(gaps.Count + 1) { first };
        double after = 0;
        foreach (var gap in gaps)
            chunks.Add(new Timestamp(first.Nanoseconds + RequestTimes.Nanoseconds(after += gap)));
        return chunks;
    }
}
