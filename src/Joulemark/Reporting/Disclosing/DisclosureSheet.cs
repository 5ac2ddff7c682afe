using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting.Disclosing;

/// <summary>
/// What a configuration's energy is disclosed with: everything that a reader needs to believe the figure, or not to. Made
/// from the records and what the discloser gives; the JSON is this record, the page shows the same.
/// </summary>
internal sealed record DisclosureSheet
{
    /// <summary>Version of the format.</summary>
    public int SchemaVersion { get; init; } = RunHeader.CurrentSchemaVersion;

    /// <summary>What the document is.</summary>
    public string Kind { get; init; } = "joulemark-disclosure";

    /// <summary>The run.</summary>
    public required string Run { get; init; }

    public required string Configuration { get; init; }

    /// <summary>Name of the benchmark.</summary>
    public required string Benchmark { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>Joulemark's version, or the other tool whose results were imported.</summary>
    public required string MeasuredBy { get; init; }

    /// <summary>When the sheet was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Version that made the sheet.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>True when the figures may be quoted. False: the sheet says INVALID on its face.</summary>
    public bool Valid => Reasons.Count == 0;

    /// <summary>Why they may not.</summary>
    public required IReadOnlyList<ValidityReason> Reasons { get; init; }

    /// <summary>How the run stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>True when it came to its end.</summary>
    public bool Complete => Status == RunStatus.Complete;

    /// <summary>The weakest provenance among the channels counted.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>What must be said at its head of joules that were estimated; null where all were measured.</summary>
    public required string? Estimated { get; init; }

    /// <summary>What is counted; null where no energy could be measured.</summary>
    public required Boundary? Boundary { get; init; }

    /// <summary>The boundary in words: what is counted, by what, and what is not.</summary>
    public required IReadOnlyList<DisclosureFact> Counted { get; init; }

    /// <summary>What was asked.</summary>
    public required IReadOnlyList<DisclosureFact> Task { get; init; }

    /// <summary>What answered.</summary>
    public required IReadOnlyList<DisclosureFact> Server { get; init; }

    /// <summary>What it ran on.</summary>
    public required IReadOnlyList<DisclosureFact> Hardware { get; init; }

    /// <summary>How it was measured.</summary>
    public required IReadOnlyList<DisclosureFact> Method { get; init; }

    /// <summary>The figures.</summary>
    public required IReadOnlyList<DisclosureFigure> Figures { get; init; }

    /// <summary>How well the joules themselves are known, apart from the intervals, which come from repeats.</summary>
    public required IReadOnlyList<SystematicUncertainty> Systematic { get; init; }

    /// <summary>The figure in the sense of the AI Energy Score.</summary>
    public required EnergyScore EnergyScore { get; init; }

    /// <summary>By MLPerf's rules, in its words.</summary>
    public required IReadOnlyList<DisclosureFact> Mlperf { get; init; }

    /// <summary>Greenhouse gases, and the cost of the electricity.</summary>
    public required EmissionStatement Emissions { get; init; }

    /// <summary>Hash over the records, which <c>joulemark verify RUN --hash</c> checks; null where they have none.</summary>
    public required string? RecordsSha256 { get; init; }

    /// <summary>How it is made, or why there is none.</summary>
    public required string RecordsSha256Is { get; init; }
}
