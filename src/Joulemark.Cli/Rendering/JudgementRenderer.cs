using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>What a reader must know beside the figures: how well the joules are known, notes, and why they are not valid.</summary>
internal static class JudgementRenderer
{
    /// <summary>Which sides of a comparison are not valid, and why.</summary>
    public static void PrintInvalid(IAnsiConsole console, IEnumerable<(string Name, Validity Validity)> sides)
    {
        foreach (var (name, validity) in sides.Where(s => !s.Validity.Valid))
        {
            console.MarkupLineInterpolated($"[bold red]NOT VALID[/]: {name}");
            PrintReasons(console, validity, _ => false);
        }
    }

    /// <param name="console">Where to.</param>
    /// <param name="result">The result.</param>
    /// <param name="said">What the user was told already, which is not said again.</param>
    public static void Print(IAnsiConsole console, RunResult result, IReadOnlyList<Diagnostic> said)
    {
        bool IsSaid(string message) => said.Any(s => s.Message == message);

        foreach (var line in JoulesKnown.Lines(result))
            console.WriteLine(line);

        foreach (var (name, configuration) in result.Configurations)
            PrintObjectives(console, name, configuration, result.Sweep is null);
        foreach (var finding in result.Findings.Where(_ => result.Sweep is null)) // a sweep's fronts say it
            console.WriteLine($"{(finding.Kind == "efficient" ? "+" : finding.Kind == "dominated" ? "−" : "?")} {finding.Message}");
        foreach (var diagnostic in result.Diagnostics.Where(d => !IsSaid(d.Message)))
            console.WriteLine(diagnostic.ToString());
        if (!result.Validity.Valid)
        {
            console.MarkupLine("[bold red]NOT VALID[/]");
            PrintReasons(console, result.Validity, IsSaid);
        }
    }

    /// <summary>Each reason, and below those of one code once what to do about it.</summary>
    private static void PrintReasons(IAnsiConsole console, Validity validity, Func<string, bool> isSaid)
    {
        foreach (var alike in validity.Reasons.GroupBy(r => r.Code, StringComparer.Ordinal))
        {
            foreach (var reason in alike)
                console.WriteLine(isSaid(reason.Evidence) ? $"  {reason.Code}" : $"  {reason.Code}: {reason.Evidence}");
            if (Explanations.RemedyOf(alike.Key) is { } remedy)
                console.WriteLine($"      {remedy}");
        }
    }

    /// <summary>Objectives that are not surely met, failed requests, and MLPerf's verdict: a line each.</summary>
    private static void PrintObjectives(IAnsiConsole console, string name, ConfigurationResult configuration, bool withObjectives)
    {
        foreach (var objective in configuration.Objectives.Where(o => withObjectives && o.Outcome != ObjectiveOutcome.Met))
        {
            console.WriteLine($"{name}: {objective.Objective} of {Figures.Scaled(objective.LimitSeconds, "s")} is {(configuration.IsClientSaturated ? "withheld" : objective.Outcome == ObjectiveOutcome.NotMet ? "NOT met" : "undecided")}: "
                + (objective.Figure.Value is null ? objective.Figure.Method : $"{Figures.Value(objective.Figure)}{(Figures.Range(objective.Figure) is { } range ? $" ({range})" : ", no interval")}"));
        }

        if (configuration.Failures.Count > 0)
            console.WriteLine($"{name}: failed requests: {string.Join(", ", configuration.Failures.Select(e => $"{e.Value} {e.Key}"))}; their joules are in the figures");
        if (configuration.Mlperf is { } mlperf)
        {
            var reasons = MlperfText.Reasons(mlperf);
            console.WriteLine($"{name}: MLPerf {mlperf.Scenario}, {mlperf.Metric} {MlperfText.Value(mlperf)}{(MlperfText.Energy(mlperf) is { } energy ? $", {energy}" : "")}: {mlperf.Result}{(reasons.Count > 0 ? $" ({reasons[0]}{(reasons.Count > 1 ? $", and {reasons.Count - 1} more" : "")})" : "")}");
        }
    }
}
