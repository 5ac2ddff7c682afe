using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Figures of one configuration.</summary>
public sealed record ConfigurationResult
{
    /// <summary>The keys that vary and their values here.</summary>
    public required IReadOnlyDictionary<string, string> Factors { get; init; }

    /// <summary>Boundary of the energy figures.</summary>
    public Boundary? Boundary { get; init; }

    /// <summary>The weakest provenance in the ledger.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Which channels were counted, and which were kept as cross-checks.</summary>
    public required IReadOnlyList<LedgerEntry> Ledger { get; init; }

    /// <summary>Overlapping channels side by side: what is not added is there to check what is.</summary>
    public IReadOnlyList<CrossCheck> CrossChecks { get; init; } = [];

    /// <summary>Figures by metric name.</summary>
    public required IReadOnlyDictionary<string, Estimate> Metrics { get; init; }

    /// <summary>How well the joules of a window themselves are known, part by part; apart from the intervals, which come from repeats.</summary>
    public required IReadOnlyList<SystematicUncertainty> Systematic { get; init; }

    /// <summary>Whether these figures are valid, or why not.</summary>
    public required Validity Validity { get; init; }

    /// <summary>Each measured window, for charts and for whoever wants to check.</summary>
    public required IReadOnlyList<WindowFigures> Windows { get; init; }

    /// <summary>What ended the repeats: <c>precision</c>, <c>max-repeats</c>, <c>time-limit</c>; null when unknown.</summary>
    public string? StoppedBy { get; init; }
}
