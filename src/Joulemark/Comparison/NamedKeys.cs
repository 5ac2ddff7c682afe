using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Comparison;

/// <summary>Keys that a user names to isolate or to allow: they must exist, and some can never be allowed.</summary>
internal static class NamedKeys
{
    private static readonly string[] Whole = ["machine"];

    /// <param name="named">The keys that were named.</param>
    /// <param name="allowed">Those of them whose difference is to be accepted.</param>
    /// <param name="keys">The keys of both fingerprints.</param>
    /// <param name="differences">What differs, for the message.</param>
    /// <exception cref="JoulemarkException">Exit code 2: all that is wrong.</exception>
    public static void Check(IReadOnlyList<string> named, IReadOnlyList<string> allowed, IEnumerable<string> keys, IReadOnlyList<FactDifference> differences)
    {
        var known = keys.Concat(SpecKeys.ByPath.Keys).Concat(FactConsequences.All.Select(c => c.Key).Where(k => !k.Contains('*', StringComparison.Ordinal))).Concat(Whole).ToHashSet(StringComparer.Ordinal);
        List<Diagnostic> problems =
        [
            .. named.Where(n => n.Contains('*', StringComparison.Ordinal) || !known.Any(k => FactKey.Matches(n, k))).Select(n => new Diagnostic("JM7001", DiagnosticSeverity.Error,
                $"there is no key '{n}' in the fingerprints{NearestName.Suggestion(n, known)}",
                differences.Count > 0 ? $"These differ: {string.Join(", ", differences.Select(d => d.Key))}." : "Nothing differs between the two.")),
            .. allowed.Select(Forbidden).OfType<Diagnostic>(),
        ];
        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, problems);
    }

    /// <summary>Why a key can never be allowed to differ; null where it can.</summary>
    public static Diagnostic? Forbidden(string key) =>
        ComparabilityRules.Of(key) is { Kind: ComparabilityRuleKind.Never } rule ? new Diagnostic("JM7002", DiagnosticSeverity.Error,
            $"'{key}' can never be allowed to differ: {rule.Why}", "Measure both in the same way; docs/method.md, section 6.") : null;
}
