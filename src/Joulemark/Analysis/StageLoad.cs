using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>All requests that the load of one window sent, before and after the window included: what a server counts of it.</summary>
internal sealed class StageLoad
{
    /// <summary>When the first was sent.</summary>
    public Timestamp Start { get; private set; } = new(long.MaxValue);

    /// <summary>When the last was over.</summary>
    public Timestamp End { get; private set; } = new(long.MinValue);

    /// <summary>Output tokens by the server's usage.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Prompt tokens by the server's usage.</summary>
    public long PromptTokens { get; private set; }

    /// <summary>Prompt tokens from the prefix cache, where the server says so in its usage.</summary>
    public long CachedTokens { get; private set; }

    /// <summary>True when every answer came with usage.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Requests that failed: what the server did for one, only it knows.</summary>
    public int Failed { get; private set; }

    /// <summary>Most output tokens that the failed ones can have cost.</summary>
    public long MostFailedOutput { get; private set; }

    /// <summary>Longest prompt that the server counted: about what a failed request can have cost.</summary>
    public int LongestPrompt { get; private set; }

    /// <summary>Takes a request in.</summary>
    public void Add(RequestRecord request)
    {
        Start = request.Sent < Start ? request.Sent : Start;
        End = request.Ended > End ? request.Ended : End;
        if (request.Error is not null)
        {
            Failed++;
            MostFailedOutput += request.Usage is null ? request.RequestedTokens ?? request.Tokens.Count : 0;
        }
        else
        {
            IsWhole &= request.Usage is not null;
        }

        LongestPrompt = Math.Max(LongestPrompt, request.Usage?.PromptTokens ?? 0);
        OutputTokens += request.Usage?.CompletionTokens ?? 0;
        PromptTokens += request.Usage?.PromptTokens ?? 0;
        CachedTokens += request.Usage?.CachedTokens ?? 0;
    }
}
