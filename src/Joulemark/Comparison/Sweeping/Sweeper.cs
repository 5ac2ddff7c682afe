using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>Judges a sweep: fronts, knees and the best operating point of each of its curves. Pure: from the records alone.</summary>
internal static class Sweeper
{
    /// <summary>The run's result with what its sweep says; the result as it is where the run is no sweep.</summary>
    /// <param name="run">The run, with those that it goes on from.</param>
    /// <param name="result">The run's own figures.</param>
    /// <param name="evidence">What they were made from.</param>
    public static RunResult Judge(RunRecord run, RunResult result, IReadOnlyList<ConfigurationEvidence> evidence) =>
        Judge(run, result, evidence, []);

    private static RunResult Judge(RunRecord run, RunResult result, IReadOnlyList<ConfigurationEvidence> evidence, List<Diagnostic> notes)
    {
        if (SweepSpace.Of(run) is not { } space)
            return result;
        var members = SweepMembers.Of(space, run, result, evidence, notes);
        if (members.Count == 0)
            return result;
        var metrics = SweepMetrics.Of(members);
        List<IReadOnlyList<SweepMember>> apart = [.. members.GroupBy(m => SweepSpace.Identity(space.Apart(m.Factors)), StringComparer.Ordinal).Select(s => s.ToList())];
        var series = apart.ConvertAll(s => Series(run, space, metrics, s, notes));
        return result with
        {
            Sweep = new SweepResult
            {
                Answer = string.Join("\n", series.Select(s => s.Name.Length > 0 ? $"{s.Name}: {s.Answer}" : s.Answer)),
                Keys = space.Keys,
                Axis = space.Axis,
                Search = run.Header.Sweep?.Search,
                Resolution = run.Header.Sweep?.Resolution,
                EnergyMetric = metrics.Energy,
                ThroughputMetric = metrics.Throughput,
                LatencyMetric = metrics.Latency,
                Series = series,
                Runs = [.. run.Earlier.Append(run).Select(r => r.Header.Id)],
            },
            Validity = SweepValidity.Of(run, result, apart),
            Diagnostics = [.. result.Diagnostics, .. notes],
        };
    }

    private static SweepSeries Series(RunRecord run, SweepSpace space, SweepMetrics metrics, IReadOnlyList<SweepMember> members, List<Diagnostic> notes)
    {
        var isHighestLoad = run.Header.Sweep?.Search == SweepSpec.HighestLoad;
        var found = SweepChoice.Found(run, members);
        var best = SweepChoice.Best(members, metrics, found);
        var nearest = best is null ? SweepChoice.Nearest(members, metrics) : null;
        var limit = SweepLimits.Of(space, members, [.. run.Earlier, run]);
        var knees = SweepKnees.Of(space, metrics, members);
        var byPower = new SweepFront(metrics.Throughput, SweepMetrics.Power, moreIsBetter: true).Places(members);
        var byLatency = new SweepFront(metrics.Energy, metrics.Latency, moreIsBetter: false).Places(members);
        notes.AddRange(SweepNotes.Of(space, run, members, best, limit, isHighestLoad));
        var apart = space.Apart(members[0].Factors);
        return new SweepSeries
        {
            Name = SweepSpace.Name(apart),
            Factors = apart,
            Answer = new SweepText(space, metrics, members).Answer(best, nearest, limit, knees, isHighestLoad, isFound: best is not null && best == found),
            Best = best?.Name,
            Nearest = nearest?.Name,
            HighestLoad = limit,
            Knees = knees,
            Points = [.. members.Select(m => Point(m, space, metrics, byPower[m], byLatency[m], knees.Any(k => k.Configuration == m.Name)))],
        };
    }

    private static SweepPoint Point(SweepMember member, SweepSpace space, SweepMetrics metrics, SweepPlace power, SweepPlace latency, bool isKnee) => new()
    {
        Configuration = member.Name,
        Run = member.Run.Header.Id,
        Factors = member.Factors,
        Value = space.ValueOf(member.Factors),
        Windows = member.Evidence.Windows.Count,
        Figures = metrics.All.ToDictionary(m => m, member.Figure, StringComparer.Ordinal),
        Objectives = member.Result.Objectives,
        Outcome = member.Outcome,
        Validity = member.Validity,
        PowerFront = power,
        LatencyFront = latency,
        IsKnee = isKnee,
        Verdict = member.Verdict,
        Reasons = member.Reasons,
        RatioToBest = member.RatioToBest,
    };
}
