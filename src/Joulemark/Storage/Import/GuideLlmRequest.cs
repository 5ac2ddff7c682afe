using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>
/// One request of GuideLLM's. Its times are Unix seconds: under <c>info.timings</c> today, under
/// <c>scheduler_info.request_timings</c> in between, and at the top before (0.2).
/// </summary>
internal static class GuideLlmRequest
{
    /// <summary>The request; null where it never was sent.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">JM4053: times that cannot be.</exception>
    public static RequestRecord? Read(JsonElement request, string path, string status, int index, string configuration, bool isPaced)
    {
        var info = request.At("info") ?? request.At("scheduler_info");
        var timings = info?.At("timings") ?? info?.At("request_timings") ?? request;
        double? Time(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (timings.At(name).Number() is > 0 and var seconds)
                    return seconds;
            }

            return null;
        }

        if (Time("request_start", "start_time", "resolve_start") is not { } start)
            return null;
        var first = Time("first_token_iteration", "first_iteration", "first_token_time");
        var last = Time("last_token_iteration", "last_iteration", "last_token_time");
        var end = Time("request_end", "end_time", "resolve_end") ?? last ?? start;
        if (end < start || first < start || last < first)
        {
            throw ImportProblem.Of("JM4053", $"'{path}': {status} request {index} has a time before the one it must follow (start {start}, first token {first}, last token {last}, end {end})",
                "A clock that was set back does this: run the benchmark again, or take the request out.");
        }

        static Timestamp At(double seconds) => new(RequestTimes.Nanoseconds(seconds));
        static Timestamp? AtIf(double? seconds) => seconds is { } s ? At(s) : null;
        var answer = Time("first_output_token_iteration");
        var failed = status != "successful";
        var targeted = isPaced && Time("targeted_start") is { } due && due <= start ? due : start;
        return new RequestRecord
        {
            Configuration = configuration,
            Stage = Stage.Window,
            Repeat = 1,
            Item = index,
            Turn = info?.At("turn_index").Count() ?? 0,
            Scheduled = At(targeted),
            Sent = At(start),
            FirstByte = AtIf(Time("first_request_iteration") ?? first),
            FirstToken = AtIf(first),
            FirstAnswer = answer == first ? null : AtIf(answer),
            LastToken = failed ? null : AtIf(last ?? end),
            Ended = At(Math.Max(end, last ?? end)),
            Usage = failed ? null : Usage(request),
            Output = request.At("output").Text() ?? "",
            Error = !failed ? null : request.At("error").Text() ?? info?.At("error").Text() ?? (status == "incomplete" ? "under way when the benchmark ended" : "failed"),
            ErrorKind = !failed ? null : status == "incomplete" ? RequestRecord.Cancelled : "imported",
        };
    }

    // Today's output_tokens falls back on the number of chunks, which are not tokens; output_metrics does not.
    private static TokenUsage? Usage(JsonElement request)
    {
        var prompt = request.At("input_metrics") is { } input ? (input.At("total_tokens") ?? input.At("text_tokens")).Count() : request.At("prompt_tokens").Count();
        var output = request.At("output_metrics") is { } metrics ? (metrics.At("total_tokens") ?? metrics.At("text_tokens")).Count() : request.At("output_tokens").Count();
        return output is { } tokens ? new TokenUsage(prompt ?? 0, tokens, request.At("input_metrics", "cached_tokens").Count()) : null;
    }
}
