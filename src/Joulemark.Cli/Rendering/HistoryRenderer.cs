using Joulemark.Comparison.Histories;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>Benchmarks over time: where their figure changed, a line for each.</summary>
internal static class HistoryRenderer
{
    public static void Print(IAnsiConsole console, BenchmarkHistories histories)
    {
        foreach (var history in histories.Series)
        {
            console.MarkupLineInterpolated($"[bold]{HistoryText.Title(history)}[/] over time · {HistoryText.Scope(history)}. {HistoryText.Verdict(history)}{(history.Apart is null ? "" : $". A series of its own, {history.Apart}")}");
            foreach (var change in history.Changes)
                console.WriteLine($"{(change.Ratio.Value > 1 ? "▲" : "▼")} {HistoryText.Direction(change)} {HistoryText.Change(history, change)}");
        }

        foreach (var (run, why) in HistoryText.LeftOut(histories))
            console.WriteLine($"{(histories.Series.Count > 0 ? "in no series" : "no series")}: {run} {why}");
        if (histories.Series.Any(h => h.IsSearched))
            console.WriteLine(HistoryText.Method);
    }
}
