using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Which channels make up a boundary, chosen so that nothing is counted twice.</summary>
public sealed record Ledger
{
    /// <summary>The boundary; never <see cref="Boundary.Auto"/>.</summary>
    public required Boundary Boundary { get; init; }

    /// <summary>Every channel of the run, counted or kept as a cross-check.</summary>
    public required IReadOnlyList<LedgerEntry> Entries { get; init; }

    /// <summary>The weakest provenance among the counted channels: what the sum may call itself.</summary>
    public Provenance Provenance => Entries.Where(e => e.Counted).Select(e => e.Provenance).DefaultIfEmpty(Provenance.Missing).Max();

    /// <summary>Names of the counted channels.</summary>
    public IEnumerable<string> Counted => Entries.Where(e => e.Counted).Select(e => e.Channel);
}
