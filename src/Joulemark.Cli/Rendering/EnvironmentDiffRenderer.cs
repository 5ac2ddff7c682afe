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
            var table = new Table().Border(Terminal.Border(console));
            foreach (var heading in (string[])["group", "key", diff.A, diff.B])
                table.AddColumn(Markup.Escape(heading));
            foreach (var fact in diff.Facts)
                table.AddRow(fact.Group.ToString().ToLowerInvariant(), Markup.Escape((fact.Differs ? "" : "= ") + fact.Key), Value(fact.A, fact.UnknownA), Value(fact.B, fact.UnknownB));
            console.Write(table);
        }

        console.WriteLine(diff.Differing == 0 ? "the two do not differ in what is known of them" : $"{diff.Differing} facts differ, or are known of one side only");
    }

    private static string Value(string? value, string? unknown) => Markup.Escape(value ?? $"unknown: {unknown}");
}
