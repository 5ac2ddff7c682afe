using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Metrics;

/// <summary>Token counts of the answers to the requests that were due in a measured window: whose they are, and what they say of each other.</summary>
internal sealed class TokenFigures
{
    private readonly ClusteredShare _chunks = new();
    private readonly ClusteredShare _reasoning = new();
    private readonly List<float> _differences = [];
    private bool _reasoningIsTold = true;

    /// <summary>Answers.</summary>
    public int Answered { get; private set; }

    /// <summary>Answers that the server gave no counts for, and the local tokenizer neither.</summary>
    public int Uncounted { get; private set; }

    /// <summary>Answers that only the local tokenizer counted.</summary>
    public int CountedHere { get; private set; }

    /// <summary>Answers that had to have an exact length.</summary>
    public int Exact { get; private set; }

    /// <summary>Those of them that had another, by more than the token that ends an answer.</summary>
    public int OfOtherLength { get; private set; }

    /// <summary>The first of those.</summary>
    public RequestRecord? FirstOfOtherLength { get; private set; }

    /// <summary>An answer with fewer tokens by the server's count than chunks that came; null when there is none.</summary>
    public RequestRecord? FewerThanChunks { get; private set; }

    /// <summary>Answers that were counted by both.</summary>
    public int Compared => _differences.Count;

    /// <summary>Chunks of text ÷ output tokens, over all answers; null when nothing was counted.</summary>
    public double? ChunksPerToken => _chunks.Clusters > 0 ? _chunks.Value : null;

    /// <summary>
    /// Median of the server's count ÷ the local tokenizer's − 1, a difference of one token counted as none: a server counts
    /// the token that ends an answer, whose text is empty. Null when no answer was counted by both.
    /// </summary>
    public double? MedianDifference => _differences.Count > 0 ? Quantiles.At([.. _differences.Order().Select(d => (double)d)], 0.5) : null;

    public TokenCountSource Source => Answered == 0 || Uncounted > 0 ? TokenCountSource.None : CountedHere > 0 ? TokenCountSource.Tokenizer : TokenCountSource.Server;

    public IEnumerable<KeyValuePair<string, Estimate>> Metrics()
    {
        yield return KeyValuePair.Create("chunks_per_token", Estimate(_chunks, "chunks/token", "no answer came in chunks with a token count beside"));
        yield return KeyValuePair.Create("reasoning_share", _reasoningIsTold && _reasoning.Value > 0
            ? Estimate(_reasoning, "1", "") : new Estimate { Unit = "1", Method = "the server does not say which tokens were reasoning" });
    }

    private static Estimate Estimate(ClusteredShare share, string unit, string missing)
    {
        var enough = share.Clusters >= MeanInterval.FewestRepeats;
        var half = enough ? StudentT.Quantile(0.975, share.Clusters - 1) * share.StandardError : 0;
        return new Estimate
        {
            Value = share.Clusters > 0 ? share.Value : null,
            Lower = enough ? Math.Max(0, share.Value - half) : null,
            Upper = !enough ? null : unit == "1" ? Math.Min(1, share.Value + half) : share.Value + half,
            N = share.Clusters,
            Unit = unit,
            Method = share.Clusters == 0 ? missing : enough ? "over all tokens; interval from answer to answer" : "over all tokens; too few answers for an interval",
        };
    }

    /// <summary>Takes an answer in.</summary>
    public void Add(RequestRecord request)
    {
        Answered++;
        if (request.OutputTokens is not { } tokens)
        {
            Uncounted++;
            return;
        }

        CountedHere += request.Usage is null ? 1 : 0;
        if (request.Tokens.Count > 0 && tokens > 0)
            _chunks.Add(request.Tokens.Count, tokens);
        if (request.Usage is not { } usage)
            return;
        if (usage.ReasoningTokens is { } reasoning)
            _reasoning.Add(reasoning, usage.CompletionTokens);
        else
            _reasoningIsTold = false;
        if (usage.CompletionTokens < request.Tokens.Count)
            FewerThanChunks ??= request;
        if (request.LocalOutputTokens is > 0 and var local)
            _differences.Add(Math.Abs(usage.CompletionTokens - local) <= 1 ? 0 : (float)((usage.CompletionTokens / (double)local) - 1));
        if (request is { ExactTokens: true, RequestedTokens: { } requested })
        {
            Exact++;
            if (Math.Abs(usage.CompletionTokens - requested) > 1)
            {
                OfOtherLength++;
                FirstOfOtherLength ??= request;
            }
        }
    }
}
