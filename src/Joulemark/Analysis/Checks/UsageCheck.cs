using System.Globalization;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// Answers without token counts, since figures per token would be made of chunks, and chunks are not tokens; and counts
/// that contradict each other, or what was asked for.
/// </summary>
internal sealed class UsageCheck : IValidityCheck
{
    private const double MostDifference = 0.05;
    private const double MostOfOtherLength = 0.01;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.IsCommand || evidence.Value("server.kind") == "kserve" || evidence.Value("workload.kind") == "tensors")
            yield break; // a command answers nothing, and tensors have no tokens
        var tokens = evidence.Tokens;
        if (tokens.Uncounted > 0)
        {
            yield return new ValidityReason("no-usage",
                $"{tokens.Uncounted} of {tokens.Answered} answers came without token counts, and no local tokenizer counted them, so figures per token are missing or too high. {(evidence.Header.Import is null ? "Let the server send usage (stream_options.include_usage), or name a tokenizer" : "Let the other tool ask the server for usage")}");
        }

        // A chunk carries at least one token, so fewer tokens than chunks is a contradiction in the server's own words.
        // Other tools count a role's chunk or an empty last one among the chunks, so an imported run proves nothing by them.
        if (evidence.Header.Import is null && tokens.FewerThanChunks is { } odd)
        {
            yield return new ValidityReason("token-count-mismatch",
                $"the server counted {odd.Usage!.CompletionTokens} output tokens for an answer that came in {odd.Tokens.Count} chunks of text");
        }

        if (tokens.MedianDifference is { } difference && Math.Abs(difference) > MostDifference)
        {
            yield return new ValidityReason("token-count-mismatch", string.Create(CultureInfo.InvariantCulture,
                $"the server counts {Math.Abs(difference):P1} {(difference > 0 ? "more" : "fewer")} output tokens than the local tokenizer in the median of {tokens.Compared} answers; the limit is {MostDifference:P0}. Is it the model's own tokenizer, and is all text streamed (a server may keep reasoning to itself and count it)?"));
        }

        if (tokens.OfOtherLength > MostOfOtherLength * tokens.Exact && tokens.FirstOfOtherLength is { } off)
        {
            yield return new ValidityReason("output-length", string.Create(CultureInfo.InvariantCulture,
                $"{tokens.OfOtherLength} of {tokens.Exact} answers do not have the length that was asked for, the first {off.Usage!.CompletionTokens} tokens of {off.RequestedTokens} (finish reason {off.FinishReason ?? "none"}); the limit is {MostOfOtherLength:P0}. The server must know ignore_eos or min_tokens, and its context must be long enough"));
        }
    }
}
