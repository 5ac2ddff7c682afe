using System.Globalization;
using System.Text.Json.Serialization;

namespace Joulemark.Emissions;

/// <summary>What a grid emitted on average, per kilowatt-hour, in one year.</summary>
internal sealed record GridIntensity
{
    /// <summary>Codes of the region, e.g. <c>DEU</c> and <c>DE</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>The first code.</summary>
    public string Region => Codes.Count > 0 ? Codes[0] : "";

    public required string Name { get; init; }

    /// <summary>The year that it is of: an old figure is no wrong one, but it must say its age.</summary>
    public required int Year { get; init; }

    [JsonPropertyName("gco2e_per_kwh")]
    public required double GramsPerKilowattHour { get; init; }

    /// <summary>What is in it: <c>life-cycle</c>, or <c>generation</c> as scope 2 of the GHG Protocol counts.</summary>
    public required string Basis { get; init; }

    public required string Source { get; init; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Region}), figures of {Year}, {Basis}; {Source}");
}
