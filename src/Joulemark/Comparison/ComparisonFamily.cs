using System.Text.Json.Serialization;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>Several configurations held against one: each comparison is as one of two, with intervals that hold all together.</summary>
public sealed record ComparisonFamily
{
    /// <summary>Version of the format.</summary>
    public int SchemaVersion { get; init; } = RunHeader.CurrentSchemaVersion;

    /// <summary>Version of Joulemark that compared.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>What ratios are relative to: A of every comparison.</summary>
    public required ComparedConfiguration Baseline { get; init; }

    /// <summary>How the intervals allow for there being several: <c>bonferroni</c>, or <c>none</c> where there is one.</summary>
    public required string Adjustment { get; init; }

    /// <summary>Confidence of each interval, so that those of a metric hold all together in 95 % of cases.</summary>
    public required double Confidence { get; init; }

    /// <summary>True when every one may be compared with the baseline.</summary>
    public bool Comparable => Comparisons.All(c => c.Comparable);

    /// <summary>True when the figures of all are valid.</summary>
    public bool Valid => Comparisons.All(c => c.Valid);

    /// <summary>Each of the others with the baseline, in the order they were given.</summary>
    public required IReadOnlyList<ComparisonResult> Comparisons { get; init; }

    /// <summary>What must be known beside what each comparison says itself.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Everything that is to be said, each once.</summary>
    [JsonIgnore]
    public IReadOnlyList<Diagnostic> AllDiagnostics => [.. Diagnostics.Concat(Comparisons.SelectMany(c => c.Diagnostics)).Distinct()];

    /// <summary>How the command ends.</summary>
    [JsonIgnore]
    public ExitCode ExitCode => Comparable && Valid ? ExitCode.Done : ExitCode.Invalid;
}
