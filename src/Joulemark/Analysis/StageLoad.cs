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

    /// <summary>True when every request was answered with usage: of one that failed, nobody knows what the server did for it.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>The loads of a configuration's measured windows.</summary>
    public static IReadOnlyList<StageLoad> Of(IEnumerable<RequestRecord> requests)
    {
        var loads = new SortedDictionary<int, StageLoad>();
        foreach (var request in requests)
        {
            if (request.Stage != Stage.Window)
                continue;
            if (!loads.TryGetValue(request.Repeat, out var load))
                loads[request.Repeat] = load = new StageLoad();
            load.Add(request);
        }

        return [.. loads.Values];
    }

    private void Add(RequestRecord request)
    {
        Start = request.Sent < Start ? request.Sent : Start;
        End = request.Ended > End ? request.Ended : End;
        IsWhole &= request.Error is null && request.Usage is not null;
        OutputTokens += request.Usage?.CompletionTokens ?? 0;
        PromptTokens += request.Usage?.PromptTokens ?? 0;
        CachedTokens += request.Usage?.CachedTokens ?? 0;
    }
}
