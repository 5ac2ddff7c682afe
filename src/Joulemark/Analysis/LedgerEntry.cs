using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>One channel's place in the ledger.</summary>
/// <param name="Channel">Name of the channel.</param>
/// <param name="Source">What reads it.</param>
/// <param name="Part">What it covers.</param>
/// <param name="Provenance">Where its joules come from.</param>
/// <param name="Counted">True when it is part of the sum; false when it is kept as a cross-check.</param>
public sealed record LedgerEntry(string Channel, string Source, MachinePart Part, Provenance Provenance, bool Counted);
