using Joulemark.Comparison;
using Joulemark.Diagnostics;

namespace Joulemark.Planning;

/// <summary>Rules between the configurations of a run: each must differ from every other, and what is allowed to differ must be allowable.</summary>
internal static class VaryValidator
{
    public static IEnumerable<Diagnostic> Check(IReadOnlyList<PlannedConfiguration> configurations, SpecDocument document, IReadOnlyList<string> allow)
    {
        Diagnostic At(Diagnostic diagnostic, string key) =>
            document.Places.TryGetValue(key, out var place) ? diagnostic with { File = document.File, Line = place.Line, Column = place.Column } : diagnostic;

        foreach (var forbidden in allow.Select(NamedKeys.Forbidden).OfType<Diagnostic>())
            yield return At(forbidden, "allow");
        var seen = new Dictionary<string, PlannedConfiguration>(StringComparer.Ordinal);
        foreach (var configuration in configurations)
        {
            if (seen.TryAdd(Effect(configuration), configuration))
                continue;
            var twin = seen[Effect(configuration)];
            var keys = configuration.Factors.Where(f => twin.Factors[f.Key] != f.Value).Select(f => f.Key).ToList();
            yield return At(new Diagnostic("JM7000", DiagnosticSeverity.Error,
                $"'{twin.Name}' and '{configuration.Name}' would measure the same thing twice: {Why(configuration, keys)}",
                "Remove one of the values, or vary what takes effect."), keys[0]);
        }
    }

    private static string Why(PlannedConfiguration configuration, List<string> keys)
    {
        var idle = keys.Where(k => DoesNothing(configuration, k)).ToList();
        return idle.Count == 0 ? $"the values of {string.Join(", ", keys)} mean the same"
            : $"{string.Join(", ", idle)} {(idle.Count == 1 ? "does" : "do")} nothing with {(idle[0].StartsWith("load.", StringComparison.Ordinal) ? $"load.kind {configuration.Spec.Load.Kind}" : $"server.kind {configuration.Spec.Server.Kind}")}";
    }

    /// <summary>All values that take effect, in one form each.</summary>
    private static string Effect(PlannedConfiguration configuration) => string.Join('\n', configuration.Values
        .Where(v => !DoesNothing(configuration, v.Key))
        .Select(v => $"{v.Key}={(SpecKeys.ByPath.TryGetValue(v.Key, out var key) ? SpecFacts.Normal(key, v.Value) : v.Value)}").Order(StringComparer.Ordinal));

    private static bool DoesNothing(PlannedConfiguration configuration, string key)
    {
        var (server, load) = (configuration.Spec.Server, configuration.Spec.Load);
        return key switch
        {
            "server.threads" => server.Kind != "reference",
            "load.burstiness" => load.Arrival != "gamma" || !Uses(configuration, key),
            "load.think-time-distribution" => load.ThinkTime == TimeSpan.Zero,
            _ => key.StartsWith("load.", StringComparison.Ordinal) && !Uses(configuration, key),
        };
    }

    private static bool Uses(PlannedConfiguration configuration, string key) =>
        LoadValidator.Uses(configuration.Spec.Load.Kind, configuration.Spec.Load.Of).Contains(key, StringComparer.Ordinal);
}
