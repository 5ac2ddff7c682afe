using System.Text;
using Joulemark.Comparison;
using static Joulemark.Reporting.Comparisons.ComparisonText;
using static Joulemark.Reporting.MarkdownText;

namespace Joulemark.Reporting.Comparisons;

/// <summary>Comparisons as Markdown, for a comment of a pull request or a wiki.</summary>
internal static class ComparisonMarkdown
{
    public static string Write(ComparisonFamily family)
    {
        var text = new StringBuilder();
        var isOne = family.Comparisons.Count == 1;
        text.Append("## ").Append(Escape(isOne ? Headline(family.Comparisons[0]) : Title(family))).Append("\n\n");
        text.Append("A, the baseline: ").Append(Side(family.Baseline)).Append("\n\n");
        if (!isOne)
            text.Append(Table(family));
        foreach (var comparison in family.Comparisons)
            text.Append(isOne ? Section(comparison) : Details($"{(comparison.Comparable ? "" : "NOT COMPARABLE: ")}{comparison.B.Configuration} of {comparison.B.Run}", Section(comparison)));
        text.Append(List("Notes and warnings", family.AllDiagnostics.Where(d => d.Id != "JM7003").Select(d => $"{d.Severity.ToString().ToLowerInvariant()} {d.Id}: {Escape(d.Message)}{(d.Remedy is null ? "" : $"<br>→ {Escape(d.Remedy)}")}")));
        return text.Append("<sub>").Append(Escape(Rules(family))).Append(". Joulemark ").Append(Escape(family.ToolVersion)).Append("</sub>\n").ToString();
    }

    /// <summary>A row for each comparison: B / A and what it says.</summary>
    private static string Table(ComparisonFamily family)
    {
        var columns = SummaryOf(family);
        var text = new StringBuilder(Row(["B", "run", .. columns.Select(c => $"{c.Heading}, {(c.Metric == "accuracy" ? "B − A" : "B / A")}"), "valid"]));
        text.Append(Row([":---", ":---", .. columns.Select(_ => "---:"), ":---"]));
        foreach (var c in family.Comparisons)
        {
            text.Append(Row([Code(c.B.Configuration), Code(c.B.Run),
                .. columns.Select(column => c.Comparable ? Escape(Cell(c.Metrics.FirstOrDefault(m => m.Name == column.Metric))) : "**not comparable**"), c.Valid ? "yes" : "**NO**"]));
        }

        return text.Append('\n').ToString();
    }

    private static string Section(ComparisonResult comparison)
    {
        var text = new StringBuilder("B: ").Append(Side(comparison.B)).Append("\n\n");
        text.Append(List("NOT VALID", Reasons(comparison)));
        text.Append(List("Allowed to differ", comparison.Allowed.Select(d => Escape($"{d.Key} is {d.Values}"))));
        if (!comparison.Comparable)
        {
            return text.Append(List("Not comparable: no ratio is given", comparison.Diagnostics.Where(d => d.Id == "JM7003")
                .Select(d => $"{Escape(d.Message)}{(d.Remedy is null ? "" : $"<br>→ {Escape(d.Remedy)}")}"))).ToString();
        }

        text.Append(Row("figure", "A", "B", "B / A, or B − A", "interval", "verdict", "detectable")).Append(Row(":---", "---:", "---:", "---:", "---:", ":---", "---:"));
        foreach (var m in comparison.Metrics)
            text.Append(Row(Code(m.Name), Escape(Figure(m.A)), Escape(Figure(m.B)), Effect(m), Interval(m), Word(m.Verdict), Detectable(m)));
        text.Append('\n');
        return text.Append(List("Beside the intervals", [.. Accuracy(comparison) is { } accuracy ? [Escape(accuracy)] : (string[])[], .. Uncertainties(comparison).Select(Escape)])).ToString();
    }

    private static IEnumerable<string> Reasons(ComparisonResult comparison) =>
        from side in ((string Name, ComparedConfiguration Side)[])[("A", comparison.A), ("B", comparison.B)]
        from reason in side.Side.Validity.Reasons
        select $"{side.Name}: {Code(reason.Code)}: {Escape(reason.Evidence)}<br>→ {Escape(Remedy(reason.Code))}";

    private static string Side(ComparedConfiguration side) => $"{Code(side.Configuration)} of {Code(side.Run)}, {Joules(side)}";
}
