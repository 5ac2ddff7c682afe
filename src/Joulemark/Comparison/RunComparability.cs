using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>Whether the configurations of a run differ in nothing but what varies and what the user allowed.</summary>
internal sealed class RunComparability
{
    private const int MostNamed = 3;
    private readonly HashSet<(string, string)> _apart = [];

    private RunComparability()
    {
    }

    /// <summary>Differences that the user allowed, each once.</summary>
    public IReadOnlyList<FactDifference> Allowed { get; private init; } = [];

    /// <summary>What is to be said: configurations that are not comparable, and differences that were allowed.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; private set; } = [];

    /// <summary>Holds every configuration of a run against every other.</summary>
    public static RunComparability Of(RunRecord run)
    {
        var configurations = run.Header.Configurations;
        var fingerprints = configurations.Select(c => ConfigurationFingerprint.Of(run, c)).ToList();
        var (allowed, diagnostics) = (new List<FactDifference>(), new List<Diagnostic>());
        var result = new RunComparability { Allowed = allowed };
        for (var i = 0; i < configurations.Count; i++)
        {
            for (var j = i + 1; j < configurations.Count; j++)
            {
                var (a, b) = (configurations[i], configurations[j]);
                var differences = new ComparabilityPolicy(Varied(a, b), run.Header.Allow).Judge(fingerprints[i], fingerprints[j]);
                allowed.AddRange(differences.Where(d => d.Verdict == DifferenceVerdict.Allowed && !allowed.Contains(d)));
                var reasons = differences.Where(d => d.Verdict == DifferenceVerdict.NotComparable).ToList();
                if (reasons.Count == 0)
                    continue;
                result._apart.Add((a.Name, b.Name));
                if (i == 0)
                    diagnostics.Add(NotComparable(a.Name, b.Name, reasons));
            }
        }

        diagnostics.AddRange(allowed.Select(d => new Diagnostic("JM7006", DiagnosticSeverity.Warning,
            $"the configurations differ in {d.Key} ({d.Values}), which nobody varies and the spec allows", "Whoever reads the figures must know it.")));
        result.Diagnostics = diagnostics;
        return result;
    }

    /// <summary>The keys that two configurations of a run vary between them.</summary>
    public static IReadOnlyList<string> Varied(ConfigurationRecord a, ConfigurationRecord b) =>
        [.. a.Factors.Keys.Union(b.Factors.Keys, StringComparer.Ordinal).Where(k => a.Factors.GetValueOrDefault(k) != b.Factors.GetValueOrDefault(k))];

    /// <summary>True when two configurations, by name, may be held against each other.</summary>
    public bool AreComparable(string a, string b) => !_apart.Contains((a, b)) && !_apart.Contains((b, a));

    private static Diagnostic NotComparable(string a, string b, List<FactDifference> reasons) => new("JM7005", DiagnosticSeverity.Warning,
        $"{a} and {b} are not comparable: {string.Join("; ", reasons.Take(MostNamed).Select(r => $"{r.Key} is {r.Values}"))}{(reasons.Count > MostNamed ? $"; and {reasons.Count - MostNamed} more" : "")}",
        "joulemark compare RUN:A RUN:B lists every difference. Hold it the same, vary it, or name it in 'allow'.");
}
