using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>What must be said of a comparison beside its figures.</summary>
internal static class ComparisonNotes
{
    // Company that the process boundary does not charge for, and which makes both slower all the same; windows that are not of one level, or are worth fewer than
    // their number; figures that nothing scatters in.
    private static readonly string[] Carried = ["JM5001", "JM5041", "JM5042", "JM5045"];

    private const string MeantOthers = "Look whether A and B are the runs that were meant.";

    private const string Machine = "machine";
    private const int FewestOfAMachine = 3;

    /// <summary>Two runs are two starts of a server, and what varies between starts is in no window of either.</summary>
    public static Diagnostic StartsNotMeasured { get; } = new("JM7086", DiagnosticSeverity.Info,
        "each side is one run: what varies from one start of a server, or one day, to the next is in no interval here, and where that is more than windows scatter by, an unchanged server is found better or worse more often than not",
        "Measure both as configurations of one run; or several runs of each, and name them all: joulemark gate --baseline A1 A2 A3 --candidate B1 B2 B3 (docs/gate.md), or joulemark recommend A1 A2 A3 B1 B2 B3.");

    /// <summary>What a run's own report says, and must not be forgotten where its figures are compared.</summary>
    public static IEnumerable<Diagnostic> OfSides(bool isOneAndTheSame, IEnumerable<(string Side, RunResult Result, string Configuration)> sides)
    {
        if (isOneAndTheSame)
            yield return new Diagnostic("JM7008", DiagnosticSeverity.Warning, "A and B are one configuration of one run: it is compared with itself", "Name two.");
        foreach (var (side, result, configuration) in sides)
        {
            foreach (var note in result.Diagnostics.Where(d => Carried.Contains(d.Id, StringComparer.Ordinal) && d.Message.StartsWith(configuration + ": ", StringComparison.Ordinal)))
                yield return note with { Message = $"{side}: {note.Message}" };
        }
    }

    /// <summary>Machines that nobody captured, so that nobody knows whether they are the same.</summary>
    public static IEnumerable<Diagnostic> OfMachines(params IEnumerable<(RunRecord Run, ConfigurationRecord Configuration)> sides) =>
        sides.Where(s => ConfigurationFingerprint.IsElsewhere(s.Run, s.Configuration.Name)).Select(s => new Diagnostic("JM7007", DiagnosticSeverity.Warning,
            $"the server of {s.Run.Header.Id} ran on another machine{(s.Run.Header.Node is { } node ? $", {node}" : "")}, whose hardware and settings were not captured: whether they are the same cannot be told",
            "Run Joulemark on the server's machine, or set joulemark env capture from there side by side: joulemark env diff A B.")).DistinctBy(d => d.Message, StringComparer.Ordinal);

    public static IEnumerable<Diagnostic> Of(IReadOnlyList<FactDifference> differences, IReadOnlyList<string> isolated, IReadOnlyList<string> allow)
    {
        // What nothing lets pass comes first.
        var forbidding = differences.Where(d => d.Verdict == DifferenceVerdict.NotComparable).OrderBy(d => NamedKeys.Forbidden(d.Key) is null).ToList();
        if (forbidding.Count(d => FactConsequences.CauseOf(d.Key, [Machine]) is not null) is >= FewestOfAMachine and var ofMachine)
        {
            yield return new Diagnostic("JM7009", DiagnosticSeverity.Warning, $"{ofMachine} of the {forbidding.Count} differences follow from the machine",
                $"If the comparison is of two machines: --isolate {Machine}, which isolates them all.");
        }

        foreach (var difference in forbidding)
        {
            yield return new Diagnostic("JM7003", DiagnosticSeverity.Error, $"not comparable: {difference.Key} is {difference.Values}: {difference.Why}",
                NamedKeys.Forbidden(difference.Key)?.Remedy ?? $"Hold it the same and measure again; or --isolate {difference.Key} if the comparison is about it; or --allow {difference.Key}, which will be said in the result.") { Subject = difference.Key };
        }

        foreach (var key in isolated.Where(i => !differences.Any(d => d.Verdict is DifferenceVerdict.Isolated or DifferenceVerdict.Follows && (FactKey.Matches(i, d.Key) || FactConsequences.CauseOf(d.Key, [i]) is not null))))
        {
            yield return !differences.Any(d => FactKey.Matches(key, d.Key) && d.Verdict == DifferenceVerdict.CannotBeTold) ? NothingVaries(key)
                : new Diagnostic("JM7004", DiagnosticSeverity.Warning, $"'{key}' is isolated, but it is known of one side only: whether it varies cannot be told", MeantOthers);
        }

        foreach (var key in allow.Where(a => !differences.Any(d => d.Verdict == DifferenceVerdict.Allowed && FactKey.Matches(a, d.Key))))
            yield return NotNeeded(key);
    }

    /// <summary>A key that was isolated, and is the same on both sides.</summary>
    public static Diagnostic NothingVaries(string key) => new("JM7004", DiagnosticSeverity.Warning, $"'{key}' is isolated, but it is the same on both sides: nothing varies", MeantOthers);

    /// <summary>A key that was allowed to differ, and does not.</summary>
    public static Diagnostic NotNeeded(string key) => new("JM7004", DiagnosticSeverity.Warning, $"'{key}' is allowed to differ, which is not needed", "Leave it out.");
}
