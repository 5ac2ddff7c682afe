using Joulemark.Diagnostics;

namespace Joulemark.Comparison.Gating;

/// <summary>
/// Hardware that is known of one side only. Who reads a comparison can judge whether it was the same machine; a gate decides by
/// itself, and what it cannot tell it must not take for the same.
/// </summary>
internal static class GateUnknowns
{
    /// <summary>What forbids a verdict.</summary>
    /// <param name="of">The runs, for a sentence.</param>
    /// <param name="differences">What differs between them.</param>
    /// <param name="isolated">Keys that the change is about.</param>
    public static IEnumerable<Diagnostic> Of(string of, IEnumerable<FactDifference> differences, IReadOnlyList<string> isolated) =>
        differences.Where(d => UnknownHardware.Forbids(d, isolated)).Select(d => new Diagnostic("JM7034", DiagnosticSeverity.Error, $"whether {of} are of the same hardware cannot be told: {d.Key} is {d.Values} ({d.Why})",
            $"Measure both where it is known (joulemark env says why it is not); or --allow {d.Key}, which will be said in the outcome.") { Subject = d.Key });
}
