using System.Text.Json.Serialization;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison.Recommending;

/// <summary>Which configuration to run, the others, and what would change that.</summary>
public sealed record Recommendation
{
    /// <summary>Version of the format.</summary>
    public int SchemaVersion { get; init; } = RunHeader.CurrentSchemaVersion;

    /// <summary>Version of Joulemark that recommends.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The answer in a sentence.</summary>
    public required string Answer { get; init; }

    /// <summary>Name of the configuration that is recommended; null where none is.</summary>
    public required string? Pick { get; init; }

    /// <summary>What is made least.</summary>
    public required RecommendationGoal Minimize { get; init; }

    /// <summary>Latency objectives by name, in seconds, that every configuration was held to.</summary>
    public required IReadOnlyDictionary<string, double> Objectives { get; init; }

    /// <summary>Least accuracy; null where none was asked for.</summary>
    public double? MinAccuracy { get; init; }

    /// <summary>Price of a kilowatt-hour, in the user's currency; null where none was given.</summary>
    public double? Tariff { get; init; }

    /// <summary>Energy of the data centre per energy of the machine.</summary>
    public required double Pue { get; init; }

    /// <summary>Grams of carbon dioxide equivalent per kilowatt-hour; null where none was given.</summary>
    public double? Intensity { get; init; }

    /// <summary>Where the intensity comes from: the row of a table of grids with its year; null where the user gave the figure, or none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IntensitySource { get; init; }

    /// <summary>Price of an hour of the hardware, in the user's currency; null where none was given.</summary>
    public double? HardwareCostPerHour { get; init; }

    /// <summary>Prices of an hour of the hardware by run, where runs have their own.</summary>
    public IReadOnlyDictionary<string, double> HardwarePrices { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Every configuration that was looked at: the pick, those tied with it, the runners-up, and the rejected, each by score.</summary>
    public required IReadOnlyList<RecommendationCandidate> Candidates { get; init; }

    /// <summary>Confidence of the intervals of the ratios to the pick, shared out so that all pairs hold together in 95 %; null where nothing is held against a pick.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RatioConfidence { get; init; }

    /// <summary>What would change the answer.</summary>
    public required IReadOnlyList<RecommendationChange> Changes { get; init; }

    /// <summary>What must be known beside.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>What a command exits with.</summary>
    [JsonIgnore]
    internal ExitCode ExitCode => Pick is null ? ExitCode.Invalid : ExitCode.Done;
}
