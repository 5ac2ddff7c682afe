using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Gating;

/// <summary>What became of one rule.</summary>
public sealed record GateRuleOutcome
{
    /// <summary>The rule.</summary>
    public required GateRule Rule { get; init; }

    /// <summary>What it says.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>The baseline's figure; null where there is none, and for absolute limits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Estimate? Baseline { get; init; }

    /// <summary>The candidate's figure; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Estimate? Candidate { get; init; }

    /// <summary>Candidate ÷ baseline, or for shares the difference in points, with its interval at the gate's confidence; null for absolute limits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Estimate? Change { get; init; }

    /// <summary>Smallest relative change that this design would have told from none with 80 % probability; null where that cannot be said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SmallestDetectable { get; init; }

    /// <summary>The figures and the limit, in a sentence.</summary>
    public required string Evidence { get; init; }

    /// <summary>What would decide it; null where it is decided.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Remedy { get; init; }
}
