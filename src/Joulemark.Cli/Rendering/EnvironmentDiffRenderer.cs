using Joulemark.Comparison;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>Two machines side by side, for people.</summary>
internal static class EnvironmentDiffRenderer
{
    public static void Print(EnvironmentDiff diff)
    {
        var console = Terminal.For();
        if (diff.Facts.Count > 0)
        {
            FittedColumn Column(string heading, Func<FactPair, string> cell) => FittedColumn.Words(heading, diff.Facts, cell);
            FittedTable.Whole(
            [
                Column("group", f => f.Group.ToString().ToLowerInvariant()),
                Column("key", f => (f.Differs ? "" : "= ") + f.Key),
            ],
            [
                Column(diff.A, f => Value(f.A, f.UnknownA)),
                Column(diff.B, f => Value(f.B, f.UnknownB)),
            ], console, Terminal.WidthOf(console, Terminal.Endless));
        }

        console.WriteLine(diff.Differing == 0 ? "the two do not differ in what is known of them" : $"{diff.Differing} facts differ, or are known of one side only");
    }

    private static string Value(string? value, string? unknown) => value ?? $"unknown: {unknown}";
}
