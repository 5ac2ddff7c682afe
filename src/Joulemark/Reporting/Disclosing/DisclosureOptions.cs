using Joulemark.Comparison.Recommending;
using Joulemark.Emissions;

namespace Joulemark.Reporting.Disclosing;

/// <summary>What a sheet is made with, beside the run.</summary>
internal sealed record DisclosureOptions
{
    /// <summary>Tariff, PUE and intensity.</summary>
    public RecommendationOptions Prices { get; init; } = new();

    /// <summary>The grid that the intensity is of; null where the user gave a figure, or none.</summary>
    public GridIntensity? Grid { get; init; }

    /// <summary>The bands of a star rating; null for no stars.</summary>
    public StarTable? Stars { get; init; }

    /// <summary>Hash of the run's records; null where it has none.</summary>
    public string? RecordsSha256 { get; init; }

    /// <summary>When the sheet is made.</summary>
    public required DateTimeOffset MadeAt { get; init; }
}
