namespace Joulemark.Analysis.Checks;

/// <summary>Answers without token counts: figures per token would be made of chunks, and chunks are not tokens.</summary>
internal sealed class UsageCheck : IValidityCheck
{
    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.IsCommand)
            yield break; // a command answers nothing
        var answered = evidence.Measured.Count(r => r.Error is null);
        var without = evidence.Measured.Count(r => r.Error is null && r.Usage is null);
        if (without > 0)
        {
            yield return new ValidityReason("no-usage",
                $"{without} of {answered} answers came without token counts{(evidence.Header.Import is null ? " (stream_options.include_usage was asked for)" : "")}, so figures per token are missing or too high");
        }

        // A chunk carries at least one token, so fewer tokens than chunks is a contradiction in the server's own words.
        // Other tools count a role's chunk or an empty last one among the chunks, so an imported run proves nothing by them.
        if (evidence.Header.Import is null && evidence.Measured.FirstOrDefault(r => r.Usage is { } u && u.CompletionTokens < r.Tokens.Count) is { } odd)
        {
            yield return new ValidityReason("token-count-mismatch",
                $"the server counted {odd.Usage!.CompletionTokens} output tokens for an answer that came in {odd.Tokens.Count} chunks of text");
        }
    }
}
