using Joulemark.Metrology;
using Joulemark.Reporting;

namespace Joulemark.Cli.Rendering;

/// <summary>A column of a <see cref="FittedTable"/>.</summary>
/// <param name="Heading">With the unit, which is one for all rows, so that they compare at a glance.</param>
/// <param name="Cells">A dash is a figure that is missing.</param>
internal sealed record FittedColumn(string Heading, IReadOnlyList<string> Cells)
{
    private const int LeastOfAName = 20;
    private const string Missing = "–";

    /// <summary>True for words, which begin at the left.</summary>
    public bool IsName { get; init; }

    /// <summary>True for names of several words, which are broken between them before a figure goes below.</summary>
    public bool MayWrap { get; init; }

    /// <summary>Colours of the cells, null for plain ones; null where all are plain.</summary>
    public IReadOnlyList<string?>? Styles { get; init; }

    /// <summary>True where any row has a figure.</summary>
    public bool IsGiven => Cells.Any(cell => cell != Missing);

    /// <summary>Characters that it needs at least, so that no word is broken.</summary>
    public int LeastWidth => MayWrap ? Math.Min(Width, Cells.Append(Heading).SelectMany(c => c.Split(' ')).Max(w => Math.Max(w.Length, LeastOfAName))) : Width;

    /// <summary>Characters of the longest cell.</summary>
    public int Width => Cells.Append(Heading).Max(c => c.Length);

    /// <summary>Words of the rows.</summary>
    public static FittedColumn Words<T>(string heading, IEnumerable<T> rows, Func<T, string> cell) => new(heading, [.. rows.Select(cell)]) { IsName = true };

    /// <summary>Figures with their intervals. The prefix of the smallest serves the whole column: 0.3 mJ beside 1.2 mJ reads worse than 300 µJ beside 1200 µJ.</summary>
    public static FittedColumn OfEstimates(string heading, IReadOnlyList<Estimate> estimates)
    {
        var (factor, prefix) = Figures.Fit(estimates.Select(e => Math.Abs(e.Value ?? double.MaxValue)).Min());
        return new FittedColumn(prefix + heading, [.. estimates.Select(e => Cell(e, factor))]);
    }

    /// <summary>A text of a row in the row's colour.</summary>
    public string Markup(int row, string text) => Styles?[row] is { } style ? $"[{style}]{Spectre.Console.Markup.Escape(text)}[/]" : Spectre.Console.Markup.Escape(text);

    private static string Cell(Estimate estimate, double factor)
    {
        if (estimate.Value is not { } value)
            return Missing;
        var text = Figures.Digits(value / factor);
        return $"{text} {Figures.Reach(estimate)}";
    }
}
