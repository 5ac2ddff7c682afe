using System.Globalization;
using Joulemark.Machines;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The listing of <c>joulemark env capture</c>: the facts by group, the unknown ones dimmed with their reasons.</summary>
internal static class FactsRenderer
{
    public static void Print(IReadOnlyList<MachineFact> facts)
    {
        var console = Terminal.For();
        var widest = facts.Max(f => f.Key.Length);
        foreach (var group in facts.GroupBy(f => f.Group).OrderBy(g => g.Key))
        {
            console.MarkupLineInterpolated($"[bold]{group.Key.ToString().ToLowerInvariant()}[/]");
            foreach (var fact in group)
            {
                var key = fact.Key.PadRight(widest);
                if (fact.Value is { } value)
                    console.MarkupLineInterpolated($"  {key}  {value}  [dim]{fact.Source}[/]");
                else
                    console.MarkupLineInterpolated($"  [dim]{key}  unknown: {fact.Unknown} ({fact.Source})[/]");
            }

            console.WriteLine();
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{facts.Count(f => f.Value is not null)} facts known, {facts.Count(f => f.Value is null)} unknown"));
    }
}
