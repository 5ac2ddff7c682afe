using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Comparison;

/// <summary>A figure of both sides.</summary>
/// <param name="Name">Name of the metric, e.g. <c>energy_per_request</c>.</param>
/// <param name="A">The first's.</param>
/// <param name="B">The second's.</param>
public sealed record ComparedMetric(string Name, Estimate A, Estimate B)
{
    /// <summary>B over A with its 95 % interval; null for shares, which are only set side by side.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Estimate? Ratio { get; init; }

    /// <summary>What the ratio says against the margin; null without a ratio.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RatioVerdict? Verdict { get; init; }

    /// <summary>Smallest relative increase that this design would have told from none with 80 % probability; null without an interval.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SmallestDetectable { get; init; }
}
