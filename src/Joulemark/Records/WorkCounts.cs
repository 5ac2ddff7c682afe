namespace Joulemark.Records;

/// <summary>Work counted in a window: tokens by arrival time, requests by completion time.</summary>
public sealed record WorkCounts
{
    /// <summary>Requests that completed without error.</summary>
    public int Requests { get; init; }

    /// <summary>Requests that ended in an error; their joules stay in the window.</summary>
    public int Errors { get; init; }

    /// <summary>
    /// Output tokens that arrived in the window: each request's <c>usage</c> count, shared by the arrival times of its
    /// chunks. Not whole, because a request that straddles an edge counts the share that fell inside.
    /// </summary>
    public double OutputTokens { get; init; }

    /// <summary>Prompt tokens of the requests, by the same share.</summary>
    public double PromptTokens { get; init; }

    /// <summary>Completed requests whose answer was checked.</summary>
    public int Scored { get; init; }

    /// <summary>Checked answers that were right.</summary>
    public int Correct { get; init; }

    /// <summary>
    /// Requests' worth of work in the window, a straddling request by the share of its tokens that fell inside.
    /// The divisor of energy per request: it has no ± 1 error at the edges.
    /// </summary>
    public double RequestEquivalents { get; init; }

    /// <summary>The part of <see cref="RequestEquivalents"/> whose answers were right.</summary>
    public double CorrectEquivalents { get; init; }
}
