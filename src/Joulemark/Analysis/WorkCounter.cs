using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// Counts the work of a window: tokens by arrival time, requests by completion time, and a request that straddles an edge
/// by the share of its tokens that fell inside. A failed request is no work; its joules stay in the window all the same.
/// </summary>
internal static class WorkCounter
{
    public static WorkCounts Count(IEnumerable<RequestRecord> requests, Timestamp start, Timestamp end)
    {
        var counts = new WorkCounts();
        foreach (var request in requests)
        {
            var endedInside = request.Ended >= start && request.Ended < end;
            if (request.Error is not null)
            {
                counts = counts with { Errors = counts.Errors + (endedInside ? 1 : 0) };
                continue;
            }

            var share = ShareInside(request, start, end);
            counts = counts with
            {
                Requests = counts.Requests + (endedInside ? 1 : 0),
                OutputTokens = counts.OutputTokens + (share * (request.Usage?.CompletionTokens ?? 0)),
                PromptTokens = counts.PromptTokens + (share * (request.Usage?.PromptTokens ?? 0)),
                Scored = counts.Scored + (endedInside && request.Score is not null ? 1 : 0),
                Correct = counts.Correct + (endedInside && request.Score == 1 ? 1 : 0),
                RequestEquivalents = counts.RequestEquivalents + share,
                CorrectEquivalents = counts.CorrectEquivalents + (request.Score == 1 ? share : 0),
            };
        }

        return counts;
    }

    /// <summary>Share of a request's text chunks that arrived inside; for a request without text, whether it ended inside.</summary>
    private static double ShareInside(RequestRecord request, Timestamp start, Timestamp end)
    {
        if (request.Tokens.Count == 0)
        {
            // Some other tools keep a request's first and last token alone. Between them it is taken to go on evenly.
            if (request is { FirstToken: { } first, LastToken: { } last } && last > first)
                return Math.Max(0, Math.Min(last.Seconds, end.Seconds) - Math.Max(first.Seconds, start.Seconds)) / (last.Seconds - first.Seconds);
            return request.Ended >= start && request.Ended < end ? 1 : 0;
        }

        if (request.Tokens[0] >= start && request.Tokens[^1] < end)
            return 1;
        return request.Tokens.Count(t => t >= start && t < end) / (double)request.Tokens.Count;
    }
}
