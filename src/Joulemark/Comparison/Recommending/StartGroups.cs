using Joulemark.Comparison.Starts;
using Joulemark.Diagnostics;

namespace Joulemark.Comparison.Recommending;

/// <summary>
/// Which of the runs that are chosen from are starts of one configuration: these are one choice, judged by all of them. Nobody says
/// which are, so that the records must: what they leave open holds runs apart.
/// </summary>
internal sealed class StartGroups(RecommendationOptions options)
{
    /// <summary>Starts of one configuration together, in the order in which their first ones were named.</summary>
    public IReadOnlyList<IReadOnlyList<Start>> Of(IEnumerable<Start> starts)
    {
        var groups = new List<List<Start>>();
        foreach (var start in starts)
        {
            if (groups.Find(g => g.TrueForAll(s => s.Run.Measurement != start.Run.Measurement) && Compare(g[0], start) is { AreAlike: true, Apart: null }) is { } group)
                group.Add(start);
            else
                groups.Add([start]);
        }

        return groups;
    }

    /// <summary>What is known of some starts of a configuration only, so that it may differ between them.</summary>
    public static IEnumerable<string> Unknowns(IReadOnlyList<Start> starts)
    {
        if (starts.Count == 1)
            return [];
        var (first, of) = (starts[0].Run.Header.Id, ConfigurationFingerprint.Of(starts[0].Run, starts[0].Configuration));
        return starts.Skip(1).SelectMany(s => new ComparabilityPolicy([], []).Judge(of, ConfigurationFingerprint.Of(s.Run, s.Configuration))
            .Where(d => d.Verdict == DifferenceVerdict.CannotBeTold && ComparabilityRules.Of(d.Key) is null).Select(d => $"{d.Key} may differ between its starts {first} and {s.Run.Header.Id}: {d.Values}"));
    }

    /// <summary>Says so of choices that look like starts of one configuration, and must not be taken for them.</summary>
    public IEnumerable<Diagnostic> HeldApart(IEnumerable<Contender> contenders)
    {
        var left = contenders.ToList();
        while (left is [{ } first, ..])
        {
            var others = left.Skip(1).Select(c => (Contender: c, Compared: Compare(first.Starts[0], c.Starts[0]))).Where(c => c.Compared is { AreAlike: true, Apart: not null }).ToList();
            left = [.. left.Skip(1).Except(others.Select(o => o.Contender))];
            if (others.Count > 0)
            {
                yield return new Diagnostic("JM7087", DiagnosticSeverity.Info,
                    $"{string.Join(", ", others.Select(o => o.Contender.Name).Prepend(first.Name))} may be starts of one configuration, and each is held by itself: {others[0].Compared.Apart}. The least of them is too low by what varies from start to start",
                    "Name one of them; or hold all starts of two configurations to each other by joulemark gate --baseline A1 A2 A3 --candidate B1 B2 B3 (docs/gate.md).");
            }
        }
    }

    /// <summary>Whether two have the same names and differ in nothing that matters; and why they are not taken for starts of one configuration all the same.</summary>
    private (bool AreAlike, string? Apart) Compare(Start a, Start b)
    {
        if (a.Run.Header.Name != b.Run.Header.Name || a.Configuration.Name != b.Configuration.Name || a.Run.Measurement == b.Run.Measurement)
            return (false, null);
        var differences = new ComparabilityPolicy(options.Isolate, []).Judge(ConfigurationFingerprint.Of(a.Run, a.Configuration), ConfigurationFingerprint.Of(b.Run, b.Configuration));
        if (differences.Any(d => d.Verdict is DifferenceVerdict.NotComparable or DifferenceVerdict.Isolated or DifferenceVerdict.Follows))
            return (false, null);
        Start[] both = [a, b];
        return (true,
            both.Any(IsNowhere) ? "the machine that they ran on is not on record"
            : differences.FirstOrDefault(d => UnknownHardware.Forbids(d, [])) is { } unknown ? $"{unknown.Key} is known of one only"
            : options.HardwareOf(a.Run.Header.Id) != options.HardwareOf(b.Run.Header.Id) ? "their hardware has prices of its own"
            : Array.Find(both, s => new Analysis.RecordedPoint(s.Run, s.Configuration).IsPassedBy) is { } passed ? $"the search of {passed.Run.Header.Id} only passed by it"
            : null);
    }

    private static bool IsNowhere(Start start) => start.Run.Header.Import is not null || ConfigurationFingerprint.IsElsewhere(start.Run, start.Configuration.Name);
}
