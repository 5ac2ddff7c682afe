using Joulemark.Metrology;

namespace Joulemark.Comparison.Recommending;

/// <summary>
/// What costs, emissions and the energy beside them are shown of, in every output by one rule: a thousand requests, or a million where
/// a thousand of the least of them cost less than anybody reads; one run of a command.
/// </summary>
/// <param name="Times">What figures of a thousand requests, or of one run, are multiplied with.</param>
/// <param name="Count">How many requests or runs that is.</param>
internal readonly record struct PriceScale(double Times, string Count)
{
    private const double LeastThatIsRead = 0.001;

    /// <summary>One run of a command.</summary>
    public static PriceScale OneRun { get; } = new(1, "1");

    /// <summary>A command's price that stands alone, and what it is of: a run, or as many as bring it to where it can be read.</summary>
    public static (Estimate? Price, string Work) OfRuns(Estimate? ofOne)
    {
        const double least = 1e-6;
        const double many = 1_000_000;
        return ofOne?.Value is > 0 and < least ? (ofOne.Times(many, ofOne.Unit), "1,000,000 runs") : (ofOne, OneRun.Work);
    }

    /// <summary>The scale in words.</summary>
    public string Work => this == OneRun ? "one run" : $"{Count} requests";

    /// <summary>The same behind a stroke or a "per".</summary>
    public string Per => this == OneRun ? "run" : Count;

    public static PriceScale Of(IReadOnlyCollection<RecommendationCandidate> candidates) =>
        candidates.All(c => c.IsCommand) ? OneRun : Of(candidates.SelectMany(c => (Estimate?[])[c.Cost, c.Carbon]));

    public static PriceScale Of(IReadOnlyCollection<Contender> contenders, Prices prices) =>
        contenders.All(c => c.Evidence.IsCommand) ? OneRun : Of(contenders.SelectMany(c => (Estimate?[])[prices.Cost(c), prices.Carbon(c)]));

    /// <summary>By the least of all that are shown; runs of commands do not count, which have no thousand.</summary>
    public static PriceScale Of(IEnumerable<Estimate?> figures) =>
        figures.Where(e => e is not null && !IsOfRun(e)).Select(e => e!.Value).Where(v => v > 0).Min() < LeastThatIsRead ? new(1000, "1,000,000") : new(1, "1,000");

    /// <summary>In three digits; a dash where it is not known.</summary>
    public string Value(Estimate? of) => of?.Value is { } value ? $"{RecommendationText.Significant(value * TimesOf(of))}{Apart(of)}" : "–";

    /// <summary>With how well it is known.</summary>
    public string WithInterval(Estimate? of) => of?.Value is null ? "–" : $"{Value(of)} {Reach(of)}";

    private string Reach(Estimate of) => Figures.Spread(of) ?? (Range(of) is { } range ? $"({range})" : "(no interval)");

    /// <summary>The ends of its interval; null where there is none.</summary>
    public string? Range(Estimate? of) => of is { Value: not null, Lower: { } lower, Upper: { } upper }
        ? Figures.Ends(lower * TimesOf(of), upper * TimesOf(of), RecommendationText.Significant) : null;

    private static bool IsOfRun(Estimate of) => of.Unit.EndsWith(Prices.PerRun, StringComparison.Ordinal);

    private double TimesOf(Estimate of) => IsOfRun(of) ? OneRun.Times : Times;

    // A command's run among requests says what it is.
    private string Apart(Estimate of) => this != OneRun && IsOfRun(of) ? " a run" : "";
}
