using System.Text.Json.Serialization;

namespace Joulemark.Reporting.Disclosing;

/// <summary>Stars by a user's table, or why there are none.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Source">Where the table comes from.</param>
/// <param name="Stars">Stars of the figure; null where none are given.</param>
/// <param name="Fewest">Stars at the worse end of what the figure may be; null without an interval, and where the table has none there.</param>
/// <param name="Most">Stars at the better end; null without an interval, and where the table has none there.</param>
/// <param name="Of">Most stars that the table gives.</param>
/// <param name="NotGiven">Why none are given; null where they are.</param>
internal sealed record StarRating(string Table, string Source, int? Stars, int? Fewest, int? Most, int Of, string? NotGiven)
{
    /// <summary>How far the figure may be outside of the table, in words; null where it is inside for all that it may be.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Outside { get; init; }

    /// <summary>The stars in a sentence, with how certain they are.</summary>
    public string Text => Stars is not { } stars ? $"no stars: {NotGiven}"
        : $"{new string('★', stars)}{new string('☆', Of - stars)} {stars} of {Of} stars, {(Outside is not null ? $"or none: the figure may be {Outside}" : Fewest is not { } fewest || Most is not { } most ? "without an interval to tell how certain" : fewest == most ? "for all that the figure may be" : $"{fewest} to {most} for what the figure may be")}";
}
