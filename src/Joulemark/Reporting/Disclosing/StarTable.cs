using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting.Disclosing;

/// <summary>Bands of Wh per 1,000 queries and the stars they stand for, as a user gives them: whose rating it is, the table says.</summary>
internal sealed record StarTable
{
    public required string Name { get; init; }

    /// <summary>Where the bands come from, with the date.</summary>
    public required string Source { get; init; }

    /// <summary>The boundary that the bands are of.</summary>
    public Boundary Boundary { get; init; } = Boundary.Gpu;

    /// <summary>The bands, the least energy first, without gap or overlap.</summary>
    public required IReadOnlyList<StarBand> Bands { get; init; }

    public int Most => Bands.Max(b => b.Stars);

    /// <summary>The band of a figure, and those that its interval and its systematic uncertainty reach.</summary>
    public StarRating Rate(Estimate? figure, Boundary? boundary, IReadOnlyList<SystematicUncertainty> systematic, bool isEstimated, bool isValid)
    {
        StarRating None(string why) => new(Name, Source, null, null, null, Most, why);
        if (figure?.Value is not { } value)
            return None("there is no figure");
        if (!isValid)
            return None("the run is not valid");
        if (boundary != Boundary)
            return None($"the table is of the boundary {RecordNames.Of(Boundary)}, the figure is of {(boundary is { } b ? RecordNames.Of(b) : "none")}");
        if (isEstimated)
            return None("the energy is estimated, not measured");
        if (Bands.FirstOrDefault(b => b.Holds(value)) is not { } band)
            return None(string.Create(CultureInfo.InvariantCulture, $"{value:0.####} Wh is outside of the table, which begins at {Bands[0].From:0.####}{(Bands[^1].To is { } end ? $" and ends at {end.ToString("0.####", CultureInfo.InvariantCulture)}" : "")}"));
        if (figure is not { Lower: { } lower, Upper: { } upper })
            return new StarRating(Name, Source, band.Stars, null, null, Most, null);

        // Bounds of the sensors' gain add up; the interval knows nothing of them.
        var bound = systematic.Where(s => s.Name is "sensor-gain" or "model").Sum(s => s.Relative);
        var (least, most) = (lower * (1 - bound), upper * (1 + bound));
        return new StarRating(Name, Source, band.Stars, At(most), At(least), Most, null) { Outside = Outside(least, most) };
    }

    /// <summary>Stars at a figure; none beyond an end of the table, which says nothing there.</summary>
    private int? At(double value) => Bands.FirstOrDefault(b => b.Holds(value))?.Stars;

    /// <summary>Where the figure may be of which the table says nothing; null where it is inside for all that it may be.</summary>
    private string? Outside(double least, double most)
    {
        string?[] ends =
        [
            least < Bands[0].From ? string.Create(CultureInfo.InvariantCulture, $"down to {least:0.####} Wh, and the table begins at {Bands[0].From:0.####}") : null,
            Bands[^1].To is { } end && most >= end ? string.Create(CultureInfo.InvariantCulture, $"up to {most:0.####} Wh, and the table ends at {end:0.####}") : null,
        ];
        return ends.OfType<string>().Any() ? string.Join("; ", ends.OfType<string>()) : null;
    }
}
