using System.Globalization;
using Joulemark.Planning;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// The share of prompt tokens that came from the server's prefix cache against the policy that the spec declares, by the
/// usage of the answers, or by the server's counters where usage does not tell.
/// </summary>
internal sealed class PrefixCacheCheck : IValidityCheck
{
    private const double MostCold = 0.05;
    private const double LeastWarm = 0.5;
    private const double MostOffTarget = 0.05;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var policy = evidence.Value("workload.prefix-cache");
        var target = evidence.Value("workload.prefix-hit-rate") is { } text ? SpecValueParser.Number(SpecValueType.Fraction, text) : null;
        if ((policy == "any" && target is null) || HitRate(evidence) is not { } hits)
            yield break;
        var (share, source) = hits;
        if (target is { } wanted)
        {
            if (Math.Abs(share - wanted) > MostOffTarget)
            {
                yield return new ValidityReason("prefix-cache", string.Create(CultureInfo.InvariantCulture,
                    $"{share:P1} of the prompt tokens came from the server's prefix cache by {source}, and workload.prefix-hit-rate is {wanted:P1}; the limit is {MostOffTarget * 100:0} points. A cache that is too small, or holds prompts of an earlier run, does that"));
            }
        }
        else if (policy == "warm" && share < LeastWarm)
        {
            yield return new ValidityReason("prefix-cache", string.Create(CultureInfo.InvariantCulture,
                $"{share:P1} of the prompt tokens came from the server's prefix cache by {source}; workload.prefix-cache: warm needs {LeastWarm:P0}. Is the cache on, and large enough?"));
        }
        else if (policy is null or "cold" && share > MostCold)
        {
            yield return new ValidityReason("prefix-cache", string.Create(CultureInfo.InvariantCulture,
                $"{share:P1} of the prompt tokens came from the server's prefix cache by {source}; the limit is {MostCold:P0}. Turn the cache off, ask more distinct prompts, or declare workload.prefix-cache: any"));
        }
    }

    /// <summary>Share of the prompt tokens from the cache, and who says so; null where nobody does.</summary>
    public static (double Share, string Source)? HitRate(ConfigurationEvidence evidence)
    {
        var (prompt, cached) = (evidence.Loads.Sum(l => l.PromptTokens), evidence.Loads.Sum(l => l.CachedTokens));
        if (prompt > 0)
            return (cached / (double)prompt, "the answers' usage");
        double queries = 0, hits = 0;
        foreach (var load in evidence.StageLoads)
        {
            if (evidence.Server.Over(load, c => c.PrefixCacheQueries) is { } asked && evidence.Server.Over(load, c => c.PrefixCacheHits) is { } found)
                (queries, hits) = (queries + asked, hits + found);
        }

        return queries > 0 ? (hits / queries, "the server's counters") : null;
    }
}
