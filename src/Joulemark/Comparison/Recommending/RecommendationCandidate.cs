using System.Text.Json.Serialization;
using Joulemark.Analysis;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Recommending;

/// <summary>One configuration that was looked at.</summary>
public sealed record RecommendationCandidate
{
    /// <summary>The configuration's name, with the run's before it where several configurations have one of that name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the run folder; of the first, where there are several starts.</summary>
    public required string Run { get; init; }

    /// <summary>The configuration.</summary>
    public required string Configuration { get; init; }

    /// <summary>Every run that it was measured in, each a start of its own, over all of which its figures are; the first is <see cref="Run"/>.</summary>
    public IReadOnlyList<ComparedConfiguration> Starts { get; init; } = [];

    /// <summary>What is said of it.</summary>
    public required RecommendationVerdict Verdict { get; init; }

    /// <summary>Why it does not qualify; empty where it does.</summary>
    public required IReadOnlyList<RecommendationReason> Reasons { get; init; }

    /// <summary>Energy per request, in the run's boundary.</summary>
    public required Estimate Energy { get; init; }

    /// <summary>Cost of 1,000 requests, or of one run of a command, in the tariff's currency; null without a tariff.</summary>
    public Estimate? Cost { get; init; }

    /// <summary>Grams of carbon dioxide equivalent of 1,000 requests, or of one run of a command; null without an intensity.</summary>
    public Estimate? Carbon { get; init; }

    /// <summary>Its score ÷ the pick's, with the interval that decides whether they are told apart; null for the pick, and where they are not held against each other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Estimate? RatioToPick { get; init; }

    /// <summary>Share of the answers that are right.</summary>
    public required Estimate Accuracy { get; init; }

    /// <summary>Energy per right answer.</summary>
    public required Estimate EnergyPerCorrect { get; init; }

    /// <summary>Accuracy ÷ the energy of the whole task.</summary>
    public required Estimate AccuracyPerWattHour { get; init; }

    /// <summary>99th percentile of the time to first token.</summary>
    public required Estimate TtftP99 { get; init; }

    /// <summary>Requests a second, at the load that was measured.</summary>
    public required Estimate Throughput { get; init; }

    /// <summary>Each objective and whether it is met.</summary>
    public required IReadOnlyList<ObjectiveResult> Objectives { get; init; }

    /// <summary>True when a command was measured, and not a server under load.</summary>
    internal bool IsCommand { get; init; }

    /// <summary>What must be known beside: differences that were allowed or cannot be told, uncertainties that do not cancel.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
