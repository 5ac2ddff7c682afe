using System.Globalization;
using Joulemark.Analysis;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>What a reader must know beside the figures: uncertainties outside the intervals, notes, and why they are not valid.</summary>
internal static class JudgementRenderer
{
    private const double LeastWorthALine = 0.0005; // prints as 0.1 %

    public static void Print(IAnsiConsole console, RunResult result)
    {
        foreach (var systematic in result.Configurations.Values.SelectMany(c => c.Systematic).Where(s => s.Relative >= LeastWorthALine).GroupBy(s => (s.Name, s.Source)))
        {
            var worst = systematic.MaxBy(s => s.Relative)!;
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"not in the intervals: {worst.Name} ± {worst.Relative * 100:0.#} % ({worst.Source}){(worst.CancelsInRatio && result.Configurations.Count > 1 ? "; cancels between configurations here" : "")}"));
        }

        foreach (var finding in result.Findings)
            console.WriteLine($"{(finding.Kind == "efficient" ? "+" : finding.Kind == "dominated" ? "−" : "?")} {finding.Message}");
        foreach (var diagnostic in result.Diagnostics)
            console.WriteLine(diagnostic.ToString());
        if (!result.Validity.Valid)
        {
            console.MarkupLine("[bold red]NOT VALID[/]");
            foreach (var reason in result.Validity.Reasons)
                console.WriteLine($"  {reason.Code}: {reason.Evidence}");
        }
    }
}
