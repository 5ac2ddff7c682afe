using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// A server that worked for others while it should be idle, by its own account from before its idle baseline to after it:
/// the baseline is too high, and others' work may be in the windows too. A gauge that says that requests run while
/// the counters of tokens and requests stand still is stale (vLLM leaves it so after a request was aborted).
/// </summary>
internal sealed class BusyServerCheck : IValidityCheck
{
    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        foreach (var idle in evidence.IdleRecords.Where(w => w.Stage == Stage.IdleLoaded))
        {
            if (Account(evidence, idle) is not { Told: { } told, IsStale: false })
                continue;
            yield return new ValidityReason("busy-server", string.Create(CultureInfo.InvariantCulture,
                $"while the server's idle power was measured, and we asked nothing, {told}. Keep other clients off it"));
            yield break;
        }
    }

    /// <summary>What a server says it did in its idle baseline, in words, and whether only a gauge says so that its counters contradict; null where it was idle or does not say.</summary>
    public static (string? Told, bool IsStale)? Account(ConfigurationEvidence evidence, WindowRecord idle)
    {
        var (before, after) = evidence.Server.Around(idle);
        if (before is null || after is null || (evidence.Requests.Count > 0 && evidence.Requests.Min(r => r.Sent) is var first && first < after.Time))
            return null;
        var (tokens, requests) = (after.OutputTokens - before.OutputTokens, after.Requests - before.Requests);
        if (tokens > 0 || requests > 0)
        {
            string?[] grown = [tokens > 0 ? string.Create(CultureInfo.InvariantCulture, $"{tokens:0} tokens") : null, requests > 0 ? string.Create(CultureInfo.InvariantCulture, $"{requests:0} requests") : null];
            return ($"its counters grew by {string.Join(" and ", grown.OfType<string>())}", false);
        }

        var (running, waiting) = (Math.Max(before.Running ?? 0, after.Running ?? 0), Math.Max(before.Waiting ?? 0, after.Waiting ?? 0));
        if (running + waiting <= 0)
            return null;
        var isStill = (tokens ?? requests) == 0 && before.Running == after.Running && before.Waiting == after.Waiting;
        return (string.Create(CultureInfo.InvariantCulture, $"it had {running:0} requests running and {waiting:0} waiting"), isStill);
    }
}
