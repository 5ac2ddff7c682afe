using Joulemark.Diagnostics;

namespace Joulemark.Planning;

/// <summary>Rules of a sweep and its search.</summary>
internal static class SweepValidator
{
    /// <summary>Checks a sweep; nothing to say without one.</summary>
    public static IEnumerable<Diagnostic> Check(SpecDocument document)
    {
        Diagnostic At(string id, string place, string message, string remedy, DiagnosticSeverity severity = DiagnosticSeverity.Error) =>
            document.Places.TryGetValue(place, out var at) ? new Diagnostic(id, severity, message, remedy) { File = document.File, Line = at.Line, Column = at.Column }
                : new Diagnostic(id, severity, message, remedy);

        if (document.Sweep is not { } sweep)
            yield break;
        if (sweep.Search is not { } search)
        {
            if (document.Places.ContainsKey(SweepSpec.ResolutionKey) && !document.Places.ContainsKey(SweepSpec.SearchKey)) // else what is wrong with the search is said
                yield return At("JM1068", SweepSpec.ResolutionKey, "'sweep.resolution' does nothing without 'sweep.search': every point is measured", "Remove it, or add a search.", DiagnosticSeverity.Warning);
            yield break;
        }

        if (document.Places.ContainsKey(SweepSpec.OrderKey))
            yield return At("JM1068", SweepSpec.OrderKey, "'sweep.order' does nothing with 'sweep.search', which chooses each point by the ones before", "Remove it.", DiagnosticSeverity.Warning);
        if (search == SweepSpec.HighestLoad && !document.Values.Keys.Concat(document.Vary.Select(f => f.Path)).Any(k => k.StartsWith("objectives.", StringComparison.Ordinal)))
        {
            yield return At("JM1067", SweepSpec.SearchKey, "'sweep.search: highest-load' needs objectives: without them any load is as good as another",
                "Add the limits that the load must meet, e.g. objectives: { ttft-p99: 500ms }.");
        }

        if (sweep.Keys.Count > 1)
        {
            yield return At("JM1065", sweep.Keys[1].Path, $"'sweep.search' goes along one key, but {string.Join(" and ", sweep.Keys.Select(k => k.Path))} are swept",
                "Sweep one of them; the others' values belong into 'vary', and each is searched by itself.");
        }

        var swept = sweep.Keys[0];
        var key = SpecKeys.ByPath[swept.Path];
        if (search == SweepSpec.HighestLoad && !SweepSpec.Loads.Contains(swept.Path, StringComparer.Ordinal))
            yield return At("JM1066", swept.Path, $"'sweep.search: highest-load' along '{swept.Path}', which is no load", $"Sweep one of: {string.Join(", ", SweepSpec.Loads)}; or search: least-energy.");
        else if (!swept.Values.All(v => SweptValue.Number(key, v) is not null))
            yield return At("JM1066", swept.Path, $"'sweep.search' along '{swept.Path}', whose values are no numbers", "Leave search out: every point is measured.");
        else if (swept.Values.Count < 2)
            yield return At("JM1069", swept.Path, $"'sweep.search' along '{swept.Path}' has {swept.Values.Count} value to choose from", "Give a range, e.g. { from: 1, to: 64 }, or two values or more.");
    }
}
