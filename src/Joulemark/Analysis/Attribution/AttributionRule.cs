using System.Globalization;
using Joulemark.Analysis.Phases;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Attribution;

/// <summary>What a request's share of a slice goes by.</summary>
internal sealed class AttributionRule
{
    private readonly double? _prefillWeight;
    private readonly double _tokensPerChunk;

    private AttributionRule(Power? idle, bool byTokens, double? prefillWeight, double tokensPerChunk)
    {
        (Idle, ByTokens, _prefillWeight, _tokensPerChunk) = (idle, byTokens, prefillWeight, tokensPerChunk);
    }

    /// <summary>Power that goes on without load; null where it is not known, and nothing is told apart from the rest.</summary>
    public Power? Idle { get; }

    /// <summary>False where requests have no tokens, or not all of them are counted: they go by their time in flight alone.</summary>
    public bool ByTokens { get; }

    /// <summary>The rule in words.</summary>
    public string Words
    {
        get
        {
            var tokens = _prefillWeight is { } weight
                ? string.Create(CultureInfo.InvariantCulture, $"tokens, a prompt token as {weight:0.###} output tokens by the phases' regression")
                : "output tokens alone, prefill not told apart";
            return (Idle, ByTokens) switch
            {
                (_, false) => "by time in flight alone",
                (null, true) => $"by {tokens}; idle power is not known",
                _ => $"idle power by time in flight, the rest by {tokens}",
            };
        }
    }

    /// <summary>The rule for a configuration.</summary>
    public static AttributionRule Of(ConfigurationEvidence evidence, PhaseEnergies phases)
    {
        var byTokens = !evidence.IsCommand && evidence.Tokens.Source != TokenCountSource.None;
        return new AttributionRule(evidence.Idle, byTokens, byTokens && phases.Refusal is null ? phases.Prefill.Value / phases.Decode.Value : null, 1 / (evidence.Tokens.ChunksPerToken ?? 1));
    }

    /// <summary>A request's prefill in output tokens' worth; prompt tokens from the prefix cache cost none.</summary>
    public double Prefill(RequestRecord request) =>
        _prefillWeight is { } weight ? weight * Math.Max(0, (request.PromptTokens ?? 0) - (request.Usage?.CachedTokens ?? 0)) : 0;

    /// <summary>
    /// Its output tokens; the first is the prefill's where that has a weight of its own. Of an answer that broke off nobody
    /// counted them: they are what its chunks come to at the others' tokens per chunk.
    /// </summary>
    public double Decode(RequestRecord request)
    {
        var output = request.OutputTokens ?? (request.Tokens.Count * _tokensPerChunk);
        return _prefillWeight is null ? output : Math.Max(0, output - 1);
    }
}
