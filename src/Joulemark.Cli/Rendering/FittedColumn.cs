using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Reporting;

namespace Joulemark.Cli.Rendering;

/// <summary>A column of a <see cref="FittedTable"/>.</summary>
/// <param name="Heading">With the unit, which is one for all rows, so that they compare at a glance.</param>
/// <param name="Importance">The higher, the longer it stays where there is little room.</param>
/// <param name="Cells">A dash is a figure that is missing.</param>
internal sealed record FittedColumn(string Heading, int Importance, IReadOnlyList<string> Cells)
{
    private const int LeastOfAName = 20;

    /// <summary>True for words, which begin at the left.</summary>
    public bool IsName { get; init; }

    /// <summary>True for long names, which are broken over lines before a figure has to go.</summary>
    public bool MayWrap { get; init; }

    /// <summary>Colours of the cells, null for plain ones; null where all are plain.</summary>
    public IReadOnlyList<string?>? Styles { get; init; }

    /// <summary>Characters that it needs at least.</summary>
    public int LeastWidth => MayWrap ? Math.Min(Width, LeastOfAName) : Width;

    public int Width => Cells.Append(Heading).Max(c => c.Length);

    /// <summary>Figures with their intervals. The prefix of the smallest serves the whole column: 0.3 mJ beside 1.2 mJ reads worse than 300 µJ beside 1200 µJ.</summary>
    public static FittedColumn OfEstimates(string heading, int importance, IReadOnlyList<Estimate> estimates)
    {
        var (factor, prefix) = Figures.Fit(estimates.Select(e => Math.Abs(e.Value ?? double.MaxValue)).Min());
        return new FittedColumn(prefix + heading, importance, [.. estimates.Select(e => Cell(e, factor))]);
    }

    private static string Cell(Estimate estimate, double factor)
    {
        if (estimate.Value is not { } value)
            return "–";
        var text = Figures.Digits(value / factor);
        return $"{text} {Figures.Reach(estimate)}";
    }
}
