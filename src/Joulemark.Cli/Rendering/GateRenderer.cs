using Joulemark.Comparison.Gating;
using Joulemark.Reporting.Gating;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>A gate's outcome for people.</summary>
internal static class GateRenderer
{
    public static void Print(GateOutcome outcome)
    {
        var console = Terminal.For();
        console.MarkupLineInterpolated($"[bold]baseline[/]  {OneLine(outcome.Baseline.Configuration)} · {OneLine(GateText.Runs(outcome.BaselineStarts))}");
        console.MarkupLineInterpolated($"[bold]candidate[/] {OneLine(outcome.Candidate.Configuration)} · {OneLine(GateText.Runs(outcome.CandidateStarts))}");
        if (outcome.AcceptedInvalid)
            console.MarkupLine("[bold yellow]NOT VALID[/], and judged all the same, because you said so");
        foreach (var (_, what) in GateText.Accepted(outcome))
            console.MarkupLineInterpolated($"[bold yellow]{OneLine(what)}[/]");
        if (outcome.Verdict is GateVerdict.NotComparable or GateVerdict.Invalid)
        {
            foreach (var (_, what, remedy) in GateText.Obstacles(outcome))
                Print(console, what, remedy);
        }

        foreach (var noted in GateText.Noted(outcome))
            console.WriteLine($"noted: {OneLine(noted)}");
        foreach (var rule in outcome.Rules)
        {
            var style = rule.Verdict switch { GateVerdict.Pass => "green", GateVerdict.Fail => "bold red", _ => "bold yellow" };
            console.Markup($"[{style}]{GateText.Word(rule.Verdict)}[/] ");
            Print(console, rule.Evidence, rule.Remedy);
        }

        var whole = outcome.Verdict switch { GateVerdict.Pass => "green", GateVerdict.Fail => "red", _ => "yellow" };
        console.MarkupLine($"[bold {whole}]{Markup.Escape(GateText.Headline(outcome))}[/]");
    }

    private static void Print(IAnsiConsole console, string what, string? remedy)
    {
        console.WriteLine(OneLine(what));
        if (remedy is not null)
            console.WriteLine($"    {OneLine(remedy)}");
    }

    /// <summary>Text that is of the runs, and of whoever made them, on one line: a line of its own could be read as a command of a CI.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
