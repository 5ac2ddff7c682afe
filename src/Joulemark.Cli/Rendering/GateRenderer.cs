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
        console.MarkupLineInterpolated($"[bold]baseline[/]  {PlainText.OneLine(outcome.Baseline.Configuration)} · {PlainText.OneLine(GateText.Runs(outcome.BaselineStarts))}");
        console.MarkupLineInterpolated($"[bold]candidate[/] {PlainText.OneLine(outcome.Candidate.Configuration)} · {PlainText.OneLine(GateText.Runs(outcome.CandidateStarts))}");
        if (outcome.AcceptedInvalid)
            console.MarkupLine("[bold yellow]NOT VALID[/], and judged all the same, because you said so");
        foreach (var (_, what) in GateText.Accepted(outcome))
            console.MarkupLineInterpolated($"[bold yellow]{PlainText.OneLine(what)}[/]");
        if (outcome.Verdict is GateVerdict.NotComparable or GateVerdict.Invalid)
        {
            foreach (var (_, what, remedy) in GateText.Obstacles(outcome))
                Print(console, what, remedy);
        }

        foreach (var noted in GateText.Noted(outcome))
            console.WriteLine($"noted: {PlainText.OneLine(noted)}");
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
        console.WriteLine(PlainText.OneLine(what));
        if (remedy is not null)
            console.WriteLine($"    {PlainText.OneLine(remedy)}");
    }
}
