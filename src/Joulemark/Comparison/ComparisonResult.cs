using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>Two configurations held against each other: what differs, whether they may be compared, and if so by how much they differ.</summary>
public sealed record ComparisonResult
{
    /// <summary>Version of the format.</summary>
    public int SchemaVersion { get; init; } = RunHeader.CurrentSchemaVersion;

    /// <summary>Version of Joulemark that compared.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The first, which ratios are relative to.</summary>
    public required ComparedConfiguration A { get; init; }

    /// <summary>The second.</summary>
    public required ComparedConfiguration B { get; init; }

    /// <summary>The keys that the comparison is about.</summary>
    public required IReadOnlyList<string> Isolated { get; init; }

    /// <summary>True when nothing differs that would forbid to compare the figures.</summary>
    public required bool Comparable { get; init; }

    /// <summary>True when the figures of both sides are valid.</summary>
    public bool Valid => A.Validity.Valid && B.Validity.Valid;

    /// <summary>Every key of the fingerprint that differs, by group.</summary>
    public required IReadOnlyList<FactDifference> Differences { get; init; }

    /// <summary>Differences that would forbid the comparison, had the user not allowed them.</summary>
    public IReadOnlyList<FactDifference> Allowed => [.. Differences.Where(d => d.Verdict == DifferenceVerdict.Allowed)];

    /// <summary>Relative difference that does not matter: within it for certain, figures are equivalent.</summary>
    public double Margin { get; init; } = Comparer.DefaultMargin;

    /// <summary>Confidence of the intervals of ratios and differences: 0.95, and more where several comparisons share the 5 %.</summary>
    public double Confidence { get; init; } = Comparer.DefaultConfidence;

    /// <summary>Figures of both sides, energies with their ratio; empty where they are not comparable.</summary>
    public required IReadOnlyList<ComparedMetric> Metrics { get; init; }

    /// <summary>Uncertainties beside the intervals; empty where the figures are not comparable.</summary>
    public required IReadOnlyList<ComparedUncertainty> Uncertainties { get; init; }

    /// <summary>What must be known beside the figures, and what to do where they are not comparable.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
