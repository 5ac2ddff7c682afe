using System.Text.Json.Serialization;
using Joulemark.Analysis.Checks;
using Joulemark.Analysis.Mlperf;
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

    /// <summary>Failed requests among those due in the windows, by the kind of their error. Their joules are in the figures, their work is not.</summary>
    public IReadOnlyDictionary<string, int> Errors { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Those of them that are failures, the most frequent kind first: to be cancelled when the run ends is nobody's.</summary>
    internal IReadOnlyList<KeyValuePair<string, int>> Failures => FailuresOf(Errors);

    /// <summary>Where the token counts behind figures per token come from.</summary>
    public TokenCountSource TokenCounts { get; init; } = TokenCountSource.None;

    /// <summary>Latency objectives, and whether each is met.</summary>
    public IReadOnlyList<ObjectiveResult> Objectives { get; init; } = [];

    /// <summary>What MLPerf's rules make of it; null where the load is none of its scenarios.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MlperfResult? Mlperf { get; init; }

    /// <summary>How well the joules of a window themselves are known, part by part; apart from the intervals, which come from repeats.</summary>
    public required IReadOnlyList<SystematicUncertainty> Systematic { get; init; }

    /// <summary>Whether these figures are valid, or why not.</summary>
    public required Validity Validity { get; init; }

    /// <summary>Each measured window, for charts and for whoever wants to check.</summary>
    public required IReadOnlyList<WindowFigures> Windows { get; init; }

    /// <summary>True when the load client could not keep up: then latencies are its own as well as the server's, and are not shown to people.</summary>
    [JsonIgnore]
    public bool IsClientSaturated => Validity.Reasons.Any(r => r.Code == ClientCheck.Reason);

    /// <summary>Errors without those that are no failures, the most frequent kind first.</summary>
    internal static IReadOnlyList<KeyValuePair<string, int>> FailuresOf(IReadOnlyDictionary<string, int> errors) =>
        [.. errors.Where(e => e.Key != RequestRecord.Cancelled).OrderByDescending(e => e.Value)];

    /// <summary>What ended the repeats: <c>precision</c>, <c>max-repeats</c>, <c>time-limit</c>, <c>no-points-left</c> where the server failed at every point that was left of a sweep; null when unknown.</summary>
    public string? StoppedBy { get; init; }
}
