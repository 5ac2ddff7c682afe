namespace Joulemark.Analysis.Checks;

/// <summary>Prompt tokens answered from a prefix cache when the spec says cold.</summary>
internal sealed class PrefixCacheCheck : IValidityCheck
{
    private const double MostCached = 0.05;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.Value("workload.prefix-cache") == "any")
            yield break;
        long prompt = evidence.Measured.Sum(r => (long)(r.Usage?.PromptTokens ?? 0));
        long cached = evidence.Measured.Sum(r => (long)(r.Usage?.CachedTokens ?? 0));
        if (prompt > 0 && cached > MostCached * prompt)
        {
            yield return new ValidityReason("prefix-cache",
                $"{cached / (double)prompt:P1} of the prompt tokens came from the server's prefix cache; the limit is {MostCached:P0}. Turn the cache off, ask more distinct prompts, or declare workload.prefix-cache: any");
        }
    }
}
