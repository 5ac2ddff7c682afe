using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Collects the points of a sweep over the runs that it went on in.</summary>
internal static class SweepMembers
{
    private const int MostNamed = 3;

    /// <param name="space">The swept keys.</param>
    /// <param name="run">The last run.</param>
    /// <param name="result">Its figures.</param>
    /// <param name="evidence">What they were made from.</param>
    /// <param name="notes">What is to be said of the collecting.</param>
    public static IReadOnlyList<SweepMember> Of(SweepSpace space, RunRecord run, RunResult result, IReadOnlyList<ConfigurationEvidence> evidence, List<Diagnostic> notes)
    {
        var all = run.Earlier.SelectMany(OfEarlier).Concat(Of(run, result.Configurations, evidence));
        var (members, again) = (new List<SweepMember>(), new List<string>());
        foreach (var point in all.GroupBy(m => SweepSpace.Identity(m.Factors), StringComparer.Ordinal))
        {
            var measured = point.Where(m => m.WasMeasured).ToList();
            if (measured.Count == 0 && run.Header.Sweep?.Search is not null)
                continue; // a search leaves most of what it could measure unmeasured
            var counts = RunPoints.Chosen([.. (measured.Count > 0 ? measured : point.AsEnumerable()).Select(m => m.Point)]);
            members.Add(point.First(m => ReferenceEquals(m.Point, counts)));
            if (measured.Count > 1)
                again.Add($"{space.Name(members[^1].Factors)} ({members[^1].Run.Header.Id})");
        }

        if (again.Count > 0)
        {
            notes.Add(new Diagnostic("JM7060", DiagnosticSeverity.Info,
                $"{again.Count} points were measured in several runs; the last that is whole counts: {string.Join(", ", again.Take(MostNamed))}{(again.Count > MostNamed ? $", and {again.Count - MostNamed} more" : "")}",
                "Nothing; the other runs keep their own figures of them."));
        }

        HoldApart(space, members, notes);
        return Sorted(space, members);
    }

    private static IEnumerable<SweepMember> OfEarlier(RunRecord run)
    {
        var analysis = RunAnalyzer.Analyze(run);
        return Of(run, analysis.Configurations, analysis.Evidence);
    }

    private static IEnumerable<SweepMember> Of(RunRecord run, IReadOnlyDictionary<string, ConfigurationResult> results, IReadOnlyList<ConfigurationEvidence> evidence) =>
        evidence.Select(e => new SweepMember(run, e.Configuration, results[e.Configuration.Name], e));

    /// <summary>Points must differ in nothing but what varies: one that does is not held against the others.</summary>
    private static void HoldApart(SweepSpace space, List<SweepMember> members, List<Diagnostic> notes)
    {
        if ((members.FindLast(m => m.Validity.Valid) ?? members.LastOrDefault()) is not { } against)
            return;
        var like = ConfigurationFingerprint.Of(against.Run, against.Configuration);
        foreach (var member in members.Where(m => m != against))
        {
            var policy = new ComparabilityPolicy(RunComparability.Varied(against.Configuration, member.Configuration), against.Run.Header.Allow);
            var apart = policy.Judge(like, ConfigurationFingerprint.Of(member.Run, member.Configuration)).Where(d => d.Verdict == DifferenceVerdict.NotComparable).ToList();
            if (apart.Count == 0)
                continue;
            member.IsComparable = false;
            var evidence = $"not comparable with {space.Name(against.Factors)}: {string.Join("; ", apart.Take(MostNamed).Select(d => $"{d.Key} is {d.Values}"))}{(apart.Count > MostNamed ? $"; and {apart.Count - MostNamed} more" : "")}";
            member.Reasons.Add(new Recommending.RecommendationReason("not-comparable", evidence) { Remedy = $"Hold it the same and measure again, or name it in 'allow': {apart[0].Key}." });
            if (member.Run != against.Run) // of one run, JM7005 says it
            {
                notes.Add(new Diagnostic("JM7061", DiagnosticSeverity.Warning, $"{space.Name(member.Factors)} of {member.Run.Header.Id} is {evidence}",
                    "It is left out of fronts and choices. Measure it again in one run with the others."));
            }
        }
    }

    private static List<SweepMember> Sorted(SweepSpace space, IReadOnlyList<SweepMember> members)
    {
        var order = members.Select((m, i) => (Member: m, Place: i)).ToList();
        var curves = order.GroupBy(m => SweepSpace.Identity(space.Apart(m.Member.Factors)) + "\n\n" + SweepSpace.Identity(space.Beside(m.Member.Factors)), StringComparer.Ordinal);
        return [.. curves.SelectMany(c => c.OrderBy(m => space.ValueOf(m.Member.Factors) ?? double.MaxValue).ThenBy(m => m.Place)).Select(m => m.Member)];
    }
}
