using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>Compares each of several configurations with the first.</summary>
internal static class FamilyComparer
{
    /// <summary>Compares all with the first. Who looks at many differences finds one by chance: the level is shared out among those that can be compared.</summary>
    /// <param name="sides">The configurations; what is named twice is compared once.</param>
    /// <param name="isolate">Keys that the comparison is about; null for those that vary where both are of one run.</param>
    /// <param name="allow">Keys whose difference the user accepts.</param>
    /// <param name="margin">Relative difference that does not matter.</param>
    /// <exception cref="JoulemarkException">Exit code 2: there are fewer than two, or a key does not exist or can never be allowed.</exception>
    public static ComparisonFamily Compare(IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> sides, IReadOnlyList<string>? isolate, IReadOnlyList<string> allow, double margin)
    {
        // Two that are one and the same are compared all the same, and it is said; among more it is left out.
        var distinct = sides.Count == 2 ? sides : [.. sides.DistinctBy(s => (s.Run.Header.Id, s.Configuration.Name))];
        if (distinct.Count < 2)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7080", DiagnosticSeverity.Error,
                $"there is one configuration, '{sides[0].Configuration.Name}' of {sides[0].Run.Header.Id}, and nothing to compare it with", "Name another run, or a run with several configurations."));
        }

        var others = distinct.Skip(1).ToList();
        var comparable = others.Count(o => Comparer.AreComparable(distinct[0], o, isolate, allow));
        var level = new SharedLevel(comparable);
        var analysed = AnalysedRuns.SideBySide(distinct.Select(d => d.Run));
        var comparisons = WithoutNeeded(isolate ?? [], allow, [.. others.Select(o => Comparer.Compare(distinct[0], o, isolate, allow, margin, level, analysed, out _))]);
        var starts = comparisons.Any(c => c.Comparable && c.A.Run != c.B.Run) ? [ComparisonNotes.StartsNotMeasured] : Array.Empty<Diagnostic>();
        return new ComparisonFamily
        {
            ToolVersion = ToolVersion.Current,
            Baseline = comparisons[0].A,
            Adjustment = comparable > 1 ? "bonferroni" : "none",
            Confidence = level.Confidence,
            Comparisons = comparisons.Count > 1 ? comparisons : [comparisons[0] with { Diagnostics = [.. comparisons[0].Diagnostics, .. starts] }], // of two, that is all that is written
            Diagnostics = [.. Repeated(sides, distinct), .. comparisons.Count > 1 ? starts : []],
        };
    }

    /// <summary>A key that is isolated or allowed for the sake of one comparison is not said to be idle in the others: without it that one could not be made.</summary>
    private static IReadOnlyList<ComparisonResult> WithoutNeeded(IReadOnlyList<string> isolate, IReadOnlyList<string> allow, IReadOnlyList<ComparisonResult> comparisons)
    {
        List<Diagnostic> needed = [.. isolate.Select(ComparisonNotes.NothingVaries).Concat(allow.Select(ComparisonNotes.NotNeeded)).Where(n => comparisons.Any(c => !c.Diagnostics.Contains(n)))];
        return [.. comparisons.Select(c => c with { Diagnostics = [.. c.Diagnostics.Where(d => !needed.Contains(d))] })];
    }

    private static IEnumerable<Diagnostic> Repeated(IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> sides, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> distinct)
    {
        if (sides.Count == distinct.Count)
            yield break;
        var names = sides.GroupBy(s => (s.Run.Header.Id, s.Configuration.Name)).Where(g => g.Count() > 1).Select(g => $"{g.Key.Name} of {g.Key.Id}");
        yield return new Diagnostic("JM7081", DiagnosticSeverity.Warning, $"named more than once, and compared once: {string.Join(", ", names)}", "Look whether these are the runs that were meant.");
    }
}
