using Joulemark.Comparison.Starts;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison.Gating;

/// <summary>The runs of both sides of a gate.</summary>
internal sealed record GateStarts(IReadOnlyList<Start> Baseline, IReadOnlyList<Start> Candidate)
{
    /// <summary>The runs of both.</summary>
    public IEnumerable<Start> All => Baseline.Concat(Candidate);

    /// <summary>True where a side has several, so that what varies from start to start is known.</summary>
    public bool AreSeveral => Baseline.Count > 1 || Candidate.Count > 1;

    /// <summary>What must be said where each side is one run.</summary>
    public static Diagnostic NotMeasured { get; } = new("JM7054", DiagnosticSeverity.Info,
        "each side is one run: what varies from one start of a server to the next was not measured, and is in no interval here",
        "Measure several runs of each, with a server started anew for each, and name them all: gate --baseline A1 A2 A3 --candidate B1 B2 B3 (docs/gate.md).");

    /// <exception cref="JoulemarkException">Exit code 2: a run is named twice on a side, or on both of several: it is no second start.</exception>
    public static void CheckNames(IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> baseline, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> candidate)
    {
        static string Name((RunRecord Run, ConfigurationRecord Configuration) side) => $"{side.Run.Header.Id}:{side.Configuration.Name}";
        static IEnumerable<string> Twice(string side, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> runs) =>
            runs.GroupBy(r => r.Run.Header.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"the {side} names the run {g.Key} {g.Count()} times: it is one start of the server, however often it is counted");
        List<string> problems = [.. Twice("baseline", baseline), .. Twice("candidate", candidate)];
        if (baseline.Count > 1 || candidate.Count > 1)
            problems.AddRange(baseline.Select(Name).Intersect(candidate.Select(Name), StringComparer.Ordinal).Select(n => $"{n} is on both sides: it would be compared with itself"));
        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, [.. problems.Select(p => new Diagnostic("JM7053", DiagnosticSeverity.Error, p, "Name each run once."))]);
    }

    /// <summary>Says so where both sides are the very same configuration of one run, which would always pass: most likely a slip of the one who names them.</summary>
    public static IEnumerable<Diagnostic> Itself(IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> baseline, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> candidate)
    {
        if (baseline.Concat(candidate).DistinctBy(s => (s.Run.Header.Id, s.Configuration.Name)).Count() == 1)
        {
            yield return new Diagnostic("JM7055", DiagnosticSeverity.Error, $"the baseline and the candidate are the same measurement, {baseline[0].Run.Header.Id}:{baseline[0].Configuration.Name}: compared with itself it says nothing",
                "Name another run, or another configuration, as the candidate.");
        }
    }

    /// <summary>What differs between the runs of one side, each held against the first.</summary>
    public static IEnumerable<StartDifference> Between(string side, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> runs, IReadOnlyList<string> allow)
    {
        var first = ConfigurationFingerprint.Of(runs[0].Run, runs[0].Configuration);
        return runs.Skip(1).SelectMany(other => new ComparabilityPolicy([], allow).Judge(first, ConfigurationFingerprint.Of(other.Run, other.Configuration))
            .Select(d => new StartDifference(side, runs[0].Run.Header.Id, other.Run.Header.Id, d)));
    }

    /// <summary>Runs of one side that are not of one configuration on one machine: nothing may vary within a side but the start.</summary>
    public static IEnumerable<Diagnostic> Apart(IEnumerable<StartDifference> differences)
    {
        foreach (var apart in differences)
        {
            foreach (var unknown in GateUnknowns.Of(apart.Runs, [apart.Difference], []))
                yield return unknown with { Subject = $"{apart.Side} {unknown.Subject}" };
            if (apart.Difference is { Verdict: DifferenceVerdict.NotComparable, Key: var key } difference)
            {
                yield return new Diagnostic("JM7003", DiagnosticSeverity.Error, $"{apart.Runs} are not comparable: {key} is {difference.Values}: {difference.Why}",
                    "The runs of a side must be of the same configuration on the same machine: leave that one out, or measure it again.") { Subject = $"{apart.Side} {key}" };
            }
        }
    }
}
