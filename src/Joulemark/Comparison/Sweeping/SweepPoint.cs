using System.Text.Json.Serialization;
using Joulemark.Analysis;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Sweeping;

/// <summary>One point of a sweep.</summary>
public sealed record SweepPoint
{
    /// <summary>Its configuration.</summary>
    public required string Configuration { get; init; }

    /// <summary>The run that it was measured in: a sweep may have gone on in several.</summary>
    public required string Run { get; init; }

    /// <summary>The keys that vary, swept or not, and their values here.</summary>
    public required IReadOnlyDictionary<string, string> Factors { get; init; }

    /// <summary>The axis' value in the key's base unit; null where it is no number.</summary>
    public required double? Value { get; init; }

    /// <summary>Measured windows.</summary>
    public required int Windows { get; init; }

    /// <summary>What the point did: figures by metric name. One without a value says in its method why not.</summary>
    public required IReadOnlyDictionary<string, Estimate> Figures { get; init; }

    /// <summary>Latency objectives, and whether each is met.</summary>
    public required IReadOnlyList<ObjectiveResult> Objectives { get; init; }

    /// <summary>Whether all of them are met for certain; null without objectives.</summary>
    public required ObjectiveOutcome? Outcome { get; init; }

    /// <summary>Whether the figures are valid, or why not.</summary>
    public required Validity Validity { get; init; }

    /// <summary>Its place among the others by throughput and mean power.</summary>
    public required SweepPlace PowerFront { get; init; }

    /// <summary>Its place among the others by energy and latency.</summary>
    public required SweepPlace LatencyFront { get; init; }

    /// <summary>True where the knee of its curve is.</summary>
    public required bool IsKnee { get; init; }

    /// <summary>What is said of it as an operating point.</summary>
    public required SweepVerdict Verdict { get; init; }

    /// <summary>Why it does not qualify; empty where it does.</summary>
    public required IReadOnlyList<RecommendationReason> Reasons { get; init; }

    /// <summary>Its energy ÷ the best point's, with the interval that decides whether they are told apart; null for the best, and where they are not held against each other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Estimate? RatioToBest { get; init; }

    /// <summary>A figure by its name.</summary>
    internal Estimate Figure(string? metric) => metric is not null && Figures.GetValueOrDefault(metric) is { } figure ? figure : new Estimate { Unit = "", Method = "there is no such figure" };
}
