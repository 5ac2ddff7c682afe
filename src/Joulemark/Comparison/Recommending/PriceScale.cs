using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Reporting;

namespace Joulemark.Comparison.Recommending;

/// <summary>How many requests costs and emissions are shown of: a thousand, or a million where a thousand cost less than anybody reads.</summary>
/// <param name="Times">What figures of a thousand are multiplied with.</param>
/// <param name="Count">How many requests that is.</param>
internal readonly record struct PriceScale(double Times, string Count)
{
    private const double LeastThatIsRead = 0.001;

    /// <summary>One run of a command, in place of a thousand.</summary>
    public static PriceScale OneRun { get; } = new(0.001, "1");

    public static PriceScale Of(IEnumerable<RecommendationCandidate> candidates) => Of(candidates.SelectMany(c => (Estimate?[])[c.Cost, c.Carbon]));

    /// <summary>By the least of all that are shown.</summary>
    public static PriceScale Of(IEnumerable<Estimate?> ofAThousand) =>
        ofAThousand.Select(e => e?.Value).Where(v => v > 0).Min() < LeastThatIsRead ? new(1000, "1,000,000") : new(1, "1,000");

    /// <summary>In three digits; a dash where it is not known.</summary>
    public string Value(Estimate? of) => of?.Value is { } value ? RecommendationText.Significant(value * Times) : "–";

    /// <summary>With how well it is known.</summary>
    public string WithInterval(Estimate? of) => of?.Value is null ? "–"
        : $"{Value(of)} {Figures.Spread(of) ?? "(no interval)"}";

    /// <summary>The ends of its interval; null where there is none.</summary>
    public string? Range(Estimate? of) => of is { Value: not null, Lower: { } lower, Upper: { } upper } ? $"{RecommendationText.Significant(lower * Times)} to {RecommendationText.Significant(upper * Times)}" : null;
}
