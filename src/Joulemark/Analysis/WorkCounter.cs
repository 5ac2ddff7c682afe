using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// Counts the work of a window, request by request as they come: tokens by arrival time, requests by completion time, and a
/// request that straddles an edge by the share of its tokens that fell inside. A failed request is no work; its joules stay
/// in the window all the same.
/// </summary>
internal sealed class WorkCounter(Timestamp start)
{
    private int _requests;
    private int _errors;
    private int _scored;
    private int _correct;
    private double _outputTokens;
    private double _promptTokens;
    private double _equivalents;
    private double _correctEquivalents;

    /// <summary>What was counted so far.</summary>
    public WorkCounts Counts => new()
    {
        Requests = _requests,
        Errors = _errors,
        OutputTokens = _outputTokens,
        PromptTokens = _promptTokens,
        Scored = _scored,
        Correct = _correct,
        RequestEquivalents = _equivalents,
        CorrectEquivalents = _correctEquivalents,
    };

    /// <summary>Counts what of a request falls into the window.</summary>
    /// <param name="request">The request.</param>
    /// <param name="end">The window's end; for a request that is over while the window is open, any later moment.</param>
    public void Add(RequestRecord request, Timestamp end)
    {
        var endedInside = request.Ended >= start && request.Ended < end;
        if (request.Error is not null)
        {
            _errors += endedInside ? 1 : 0;
            return;
        }

        var share = ShareInside(request, end);
        _requests += endedInside ? 1 : 0;
        _outputTokens += share * (request.OutputTokens ?? 0);
        _promptTokens += share * (request.PromptTokens ?? 0);
        _scored += endedInside && request.Score is not null ? 1 : 0;
        _correct += endedInside && request.Score == 1 ? 1 : 0;
        _equivalents += share;
        _correctEquivalents += request.Score == 1 ? share : 0;
    }

    /// <summary>Counts the work of a window that is over.</summary>
    public static WorkCounts Count(IEnumerable<RequestRecord> requests, Timestamp start, Timestamp end)
    {
        var counter = new WorkCounter(start);
        foreach (var request in requests)
            counter.Add(request, end);
        return counter.Counts;
    }

    /// <summary>Share of a request's text chunks that arrived inside; for a request without text, whether it ended inside.</summary>
    private double ShareInside(RequestRecord request, Timestamp end)
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
