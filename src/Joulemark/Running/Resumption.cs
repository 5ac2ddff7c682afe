using System.Globalization;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running.Searching;

namespace Joulemark.Running;

/// <summary>
/// What is left of a plan after a run of it that was cut off. A configuration is done or it is measured anew: windows of two
/// runs have two idle baselines and two starts of the server, and are no repeats of each other.
/// </summary>
internal static class Resumption
{
    private const int MostNamed = 10;

    /// <summary>The plan without what is done, going on from the run.</summary>
    /// <param name="plan">The plan of the whole spec.</param>
    /// <param name="folder">The run folder to go on from.</param>
    /// <param name="run">What it holds.</param>
    /// <param name="machine">The machine as it is now.</param>
    /// <exception cref="JoulemarkException">The run is of another spec (exit code 2), or of another machine (3).</exception>
    public static BenchmarkPlan Of(BenchmarkPlan plan, string folder, RunRecord run, MachineSnapshot machine)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (run.Header.Import is not null || run.Header.Configurations.Any(c => c.Command is not null))
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM5030", DiagnosticSeverity.Error,
                $"'{name}' cannot be resumed: it is {(run.Header.Import is not null ? "an import" : "the measurement of a command")}", "Give a folder that joulemark run made."));
        }

        IReadOnlyList<RunRecord> chain = [.. run.Earlier, run with { Earlier = [] }];
        Refuse(ExitCode.BadUsage, "JM5031", $"'{name}' is of another spec", "Give the spec and the --set that it was made with; or start a new run.", SpecDifferences.Of(plan, chain));
        Refuse(ExitCode.Invalid, "JM5032", $"'{name}' was measured on another machine", "Resume it where it was begun; or start a new run here.", HardwareDifferences(plan, run.Machine, machine));
        return plan with
        {
            Continues = name,
            Earlier = chain,
            Configurations = [.. plan.Configurations.Where(c => plan.IsSearch || !chain.Any(r => IsDone(c, plan.Measure, r)))],
        };
    }

    /// <summary>True when a resumed plan has nothing left to measure.</summary>
    public static bool IsNothingLeft(BenchmarkPlan plan) =>
        plan.IsSearch ? plan.Configurations.All(start => new SearchCurve(plan, start).Next is Found) : plan.Configurations.Count == 0;

    /// <summary>True when a run has all windows of a configuration that <c>measure.repeats</c> and <c>measure.precision</c> ask for, or its server failed there.</summary>
    private static bool IsDone(PlannedConfiguration configuration, MeasureSpec measure, RunRecord run)
    {
        if (run.Events.Any(e => e.Configuration == configuration.Name && e.Diagnostic?.Id == RunEvent.PointFailed))
            return true; // it would do so again
        var windows = run.Windows.Count(w => w.Stage == Stage.Window && w.Configuration == configuration.Name);
        if (windows < measure.MinRepeats)
            return false;
        return windows >= measure.MaxRepeats || run.Events.Any(e => e.Kind == "stop" && (e.Configuration is null || e.Configuration == configuration.Name))
            || RepeatPolicy.IsPrecise(PointJudge.Of(run, run.Header.Configurations.First(c => c.Name == configuration.Name), 0)!.Energies, measure);
    }

    private static IReadOnlyList<string> HardwareDifferences(BenchmarkPlan plan, MachineSnapshot then, MachineSnapshot now) =>
        [.. new ComparabilityPolicy([], plan.Allow).Judge(ConfigurationFingerprint.Of(then), ConfigurationFingerprint.Of(now))
            .Where(d => d is { Group: FactGroup.Hardware, Verdict: DifferenceVerdict.NotComparable }).Select(d => $"{d.Key} was {d.A} and is {d.B}")];

    private static void Refuse(ExitCode code, string id, string what, string remedy, IReadOnlyList<string> differences)
    {
        if (differences.Count == 0)
            return;
        var more = differences.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $"; and {differences.Count - MostNamed} more") : "";
        throw new JoulemarkException(code, new Diagnostic(id, DiagnosticSeverity.Error, $"{what}: {string.Join("; ", differences.Take(MostNamed))}{more}", remedy));
    }
}
