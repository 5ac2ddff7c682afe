using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>What must be known beside the answer of a series.</summary>
internal static class SweepNotes
{
    public static IEnumerable<Diagnostic> Of(SweepSpace space, RunRecord run, IReadOnlyList<SweepMember> members, SweepMember? best, SweepLimit? limit, bool isHighestLoad)
    {
        if (best is not null && space.ValueOf(best.Factors) is { } at)
        {
            var beside = SweepSpace.Identity(space.Beside(best.Factors));
            var values = members.Where(m => SweepSpace.Identity(space.Beside(m.Factors)) == beside).Select(m => space.ValueOf(m.Factors)).OfType<double>().ToList();
            if (values.Count > 1 && (at == values.Min() || at == values.Max()))
            {
                yield return new Diagnostic("JM7062", DiagnosticSeverity.Info,
                    $"the best point, {space.Name(best.Factors)}, is at the end of what was swept: less energy may lie {(at == values.Min() ? "below" : "above")} it",
                    $"Sweep {space.Axis} further {(at == values.Min() ? "down" : "up")}, where the server allows it.");
            }
        }

        if (best is not null && run.Header.Sweep?.Search is not null && !best.HasRepeatsOfItsOwn)
        {
            yield return new Diagnostic("JM7065", DiagnosticSeverity.Warning,
                $"the search chose {space.Name(best.Factors)} by windows that its figures count: what is chosen for looking good looks better than it is",
                "Let the search come to its end (joulemark run SPEC --resume RUN), where it was cut off: it repeats what it finds. A run of an older version has no such repeats: measure the point again by itself.");
        }

        if (isHighestLoad && limit is { Meets: { } name, Misses: null })
        {
            yield return new Diagnostic("JM7063", DiagnosticSeverity.Warning,
                $"no load above {space.Name(members.First(m => m.Name == name).Factors)} was seen to miss the objectives: the highest that meets them may lie beyond it",
                limit.Undecided.Count > 0 ? "Measure those above it with more or longer windows, so that the intervals tell." : $"Sweep {space.Axis} further up.");
        }

        var meets = members.Select((m, i) => (Member: m, Place: i)).LastOrDefault(m => SweepLimits.Meets(m.Member));
        if (limit is not null && meets.Member is not null && members.Take(meets.Place).FirstOrDefault(SweepLimits.Misses) is { } below)
        {
            yield return new Diagnostic("JM7064", DiagnosticSeverity.Warning,
                $"{space.Name(below.Factors)} misses the objectives although {space.Name(meets.Member.Factors)} meets them: latency does not rise with the load alone",
                "Look whether something else disturbed the points below, or whether the server works in another way there; measure both again.");
        }
    }
}
