using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Metrics;

/// <summary>How long the requests that were due inside a measured window took, in seconds: gathered in one walk, for figures and checks.</summary>
/// <param name="windows">The windows that they were due in.</param>
internal sealed class RequestTimes(IReadOnlyList<WindowRecord> windows)
{
    private readonly ChunkGaps _gaps = new();
    private readonly WindowOrder _order = new(windows);

    /// <summary>Of those that were answered, by the latency's number in <see cref="Latencies.Kinds"/>.</summary>
    public IReadOnlyList<SectionedDistribution> Kinds { get; } = [.. Latencies.Kinds.Select(_ => new SectionedDistribution(windows.Count))];

    /// <summary>Gaps between the chunks of the answers.</summary>
    public SectionedDistribution Gaps { get; } = new(windows.Count);

    /// <summary>The same of answers that broke off.</summary>
    public Distribution FailedGaps { get; } = new();

    /// <summary>The answers' mean gaps.</summary>
    public ClusteredShare MeanGaps { get; } = new();

    /// <summary>True where each chunk is known to carry one token.</summary>
    public bool IsTokenByToken { get; private set; } = true;

    /// <summary>How late requests were sent, failed ones too.</summary>
    public Distribution Lags { get; } = new();

    /// <summary>Time to the first token, failed ones' too; an inference without tokens has its whole answer at once.</summary>
    public Distribution Firsts { get; } = new();

    /// <summary>Walks through the requests.</summary>
    public static RequestTimes Of(IEnumerable<RequestRecord> measured, IReadOnlyList<WindowRecord> windows)
    {
        var times = new RequestTimes(windows);
        foreach (var request in measured)
            times.Add(request);
        foreach (var distribution in (ReadOnlySpan<Distribution>)[.. times.Kinds.Select(k => k.Whole), times.Gaps.Whole, times.FailedGaps, times.Lags, times.Firsts])
            distribution.Sort(); // for those who read them side by side
        return times;
    }

    private void Add(RequestRecord request)
    {
        Lags.Add((request.Sent - request.Scheduled).TotalSeconds);
        if ((request.Ttft ?? request.E2e) is { } first)
            Firsts.Add(first.TotalSeconds);
        var isAnswer = request.Error is null;
        var window = _order.FirstAfter(request.Scheduled);
        for (var i = 0; i < Kinds.Count && isAnswer; i++)
        {
            if (Latencies.Kinds[i].Of(request) is { } time)
                Kinds[i].Add(time.TotalSeconds, window);
        }

        var gaps = _gaps.Of(request);
        var sum = 0.0;
        foreach (var gap in gaps)
        {
            if (isAnswer)
                Gaps.Add(gap, window);
            else
                FailedGaps.Add(gap);
            sum += gap;
        }

        if (!isAnswer || gaps.Length == 0)
            return;
        MeanGaps.Add(sum, gaps.Length);

        // The token that ends an answer has no text, and so no chunk.
        IsTokenByToken &= request.Usage is { } usage && usage.CompletionTokens - request.Tokens.Count is 0 or 1;
    }
}
