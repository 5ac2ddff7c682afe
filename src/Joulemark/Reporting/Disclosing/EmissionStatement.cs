using System.Text.Json.Serialization;
using Joulemark.Comparison.Recommending;
using Joulemark.Emissions;

namespace Joulemark.Reporting.Disclosing;

/// <summary>What the electricity emitted and cost, never hidden in the joules.</summary>
internal sealed record EmissionStatement
{
    /// <summary>Greenhouse gases of 1,000 queries, or of one run of a command.</summary>
    public required DisclosureFigure Carbon { get; init; }

    /// <summary>Electricity of 1,000 queries, or of one run of a command, in the discloser's currency.</summary>
    public required DisclosureFigure Cost { get; init; }

    /// <summary>What people are shown both of; programs get them as they are.</summary>
    [JsonIgnore]
    public PriceScale Scale { get; init; }

    /// <summary>Grams of CO2e per kilowatt-hour; null where none was given.</summary>
    public double? Intensity { get; init; }

    /// <summary>Where the intensity comes from; null where none was given.</summary>
    public string? IntensitySource { get; init; }

    /// <summary>The row of the table that it was taken from; null where the discloser gave a figure.</summary>
    public GridIntensity? Grid { get; init; }

    /// <summary>Per kilowatt-hour; null where none was given.</summary>
    public double? Tariff { get; init; }

    /// <summary>Energy of the data centre per energy of its machines.</summary>
    public required double Pue { get; init; }

    /// <summary>How it is counted, in the GHG Protocol's words, and what is not in it.</summary>
    public required IReadOnlyList<string> Statements { get; init; }
}
