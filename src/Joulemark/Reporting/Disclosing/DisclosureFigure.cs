using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Disclosing;

/// <summary>A figure of the sheet with its interval, or why it is not given: missing is never zero.</summary>
/// <param name="Key">Its name in results, or one of the sheet's own.</param>
/// <param name="Name">The same for people.</param>
/// <param name="Estimate">The figure; null where it is not given.</param>
/// <param name="NotGiven">Why it is not given; null where it is.</param>
internal sealed record DisclosureFigure(string Key, string Name, Estimate? Estimate, string? NotGiven = null)
{
    /// <summary>What must be known beside the figure; null where nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    public static DisclosureFigure Of(string key, string name, Estimate? estimate, string notGiven) =>
        estimate?.Value is { } value && double.IsFinite(value) ? new DisclosureFigure(key, name, estimate) : new DisclosureFigure(key, name, null, notGiven);
}
