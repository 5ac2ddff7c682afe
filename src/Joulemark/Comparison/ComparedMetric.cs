using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Comparison;

/// <summary>A figure of both sides.</summary>
/// <param name="Name">Name of the metric, e.g. <c>energy_per_request</c>.</param>
/// <param name="A">The first's.</param>
/// <param name="B">The second's.</param>
public sealed record ComparedMetric(string Name, Estimate A, Estimate B)
{
    /// <summary>B over A with its interval; null for shares, and for figures of which a side has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Estimate? Ratio { get; init; }

    /// <summary>B less A with its interval, of accuracy; of the same items where both were asked the same. Null for all else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Estimate? Difference { get; init; }

    /// <summary>
    /// McNemar's mid-p: probability of as uneven a difference on the same items if neither were better, times the number of
    /// comparisons of the family; null where they were not asked the same items.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PValue { get; init; }

    /// <summary>What the ratio says against the margin, or the difference against 0; null without either.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RatioVerdict? Verdict { get; init; }

    /// <summary>Smallest relative increase that this design would have told from none with 80 % probability; null without an interval.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SmallestDetectable { get; init; }
}
