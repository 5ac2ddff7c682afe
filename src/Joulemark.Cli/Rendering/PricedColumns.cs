using Joulemark.Comparison.Recommending;
using Joulemark.Reporting;

namespace Joulemark.Cli.Rendering;

/// <summary>What the work of each row costs and emits, where it has a price.</summary>
internal static class PricedColumns
{
    private const int Importance = 9;

    /// <param name="priced">The prices, of any of the rows; null without.</param>
    /// <param name="scale">What the figures are of.</param>
    /// <param name="works">The work of each row; null where none is known.</param>
    public static IEnumerable<FittedColumn> Of(PricedRun? priced, PriceScale scale, IReadOnlyList<PricedWork?> works) =>
        priced is null ? [] : priced.Columns.Select(c => new FittedColumn($"{c.Heading}/{scale.Per}", Importance, [.. works.Select(w => scale.WithInterval(c.Of(w)))]));
}
