using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>What a search has left on record of its end: what it found, and the points that this rests on.</summary>
internal sealed class SweepSearch
{
    private readonly string _kind;
    private readonly HashSet<string> _answers;

    private SweepSearch(string kind, IEnumerable<string?> answers) => (_kind, _answers) = (kind, answers.OfType<string>().ToHashSet(StringComparer.Ordinal));

    /// <summary>The search of a run that has come to its end; null for other sweeps, and where it was cut off.</summary>
    public static SweepSearch? Of(RunRecord run)
    {
        var ends = run.Events.Where(e => e.Kind == RunEvent.Search && (e.Configuration is null || e.Facts?.ContainsKey(RunEvent.SearchAnswer) == true)).ToList(); // one that found nothing names no configuration
        return run.Header.Sweep?.Search is { } kind && ends.Count > 0 ? new SweepSearch(kind, ends.Select(e => e.Configuration)) : null;
    }

    /// <summary>The point of a series that was found; null where none was.</summary>
    /// <param name="series">The points of a series, along its axis.</param>
    public SweepMember? Found(IReadOnlyList<SweepMember> series) => series.FirstOrDefault(m => _answers.Contains(m.Name));

    /// <summary>
    /// The points that decide: what was found and the next load above it, or its neighbours on both sides; where nothing was
    /// found, the first. All others a search left behind, those that it repeated and whose verdict turned round as well.
    /// </summary>
    /// <param name="series">The points of a series, along its axis.</param>
    public IEnumerable<SweepMember> Deciding(IReadOnlyList<SweepMember> series)
    {
        if (Found(series) is not { } found)
            return series.Take(1);
        var at = series.TakeWhile(m => m != found).Count();
        return series.Where((_, i) => i == at || i == at + 1 || (i == at - 1 && _kind != SweepSpec.HighestLoad));
    }
}
