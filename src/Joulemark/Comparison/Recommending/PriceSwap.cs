using System.Globalization;

namespace Joulemark.Comparison.Recommending;

/// <summary>A price at which the pick and another cost the same.</summary>
/// <param name="Option">The option that gives the price; of runs, <see cref="OfRun"/>.</param>
/// <param name="Price">The price.</param>
/// <param name="IsAbove">True when the other is cheaper above it.</param>
/// <param name="Other">The other.</param>
internal sealed record PriceSwap(string Option, double Price, bool IsAbove, Contender Other)
{
    public const string OfAll = "--hardware-cost-per-hour";
    public const string OfRun = "--hardware-price";

    // Three digits are said: what is asked for is so far beyond that their rounding does not matter.
    private const double Said = 0.01;

    /// <summary>The runs whose price it is; none where it is that of all.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    /// <summary>The option, and where it is of runs, which: a way that a price may go.</summary>
    public string Way => $"{Option} {string.Join(' ', Runs)} {Sign}";

    /// <summary>False for a configuration of which some starts would have the price and others not: at two prices they are no longer one.</summary>
    public bool Keeps(Contender contender) => contender.Starts.Select(s => Runs.Contains(s.Run.Header.Id, StringComparer.Ordinal)).Distinct().Count() == 1;

    private string Sign => IsAbove ? ">" : "<";

    /// <summary>What was asked, at a price just beyond.</summary>
    public RecommendationOptions Beyond(RecommendationOptions options)
    {
        var price = Price * (IsAbove ? 1 + Said : 1 - Said);
        return Option switch
        {
            "--tariff" => options with { Tariff = price },
            "--pue" => options with { Pue = price },
            OfAll => options with { HardwareCostPerHour = price },
            _ => options with { HardwarePrices = options.HardwarePrices.Where(p => !Runs.Contains(p.Key, StringComparer.Ordinal)).Concat(Runs.Select(r => KeyValuePair.Create(r, price))).ToDictionary(StringComparer.Ordinal) },
        };
    }

    /// <summary>The same as what would change an answer.</summary>
    public RecommendationChange Change(Contender pick)
    {
        var what = Option switch
        {
            "--tariff" => "the tariff",
            "--pue" => "the PUE",
            OfAll => "the price of the hardware",
            _ => $"the price of the hardware of {string.Join(" and ", Runs)}",
        };
        var unit = Option switch { "--tariff" => " per kWh", "--pue" => "", _ => " per hour" };
        return new(Other.Name, [.. (Runs.Count == 0 ? [Option] : Runs.Select(r => $"{Option} {r}")).Select(o => $"{o} {Sign} {RecommendationText.Significant(Price)}")],
            $"If {what} {(IsAbove ? "rises above" : "falls below")} {RecommendationText.Significant(Price)}{unit}, {Other.Name} is cheaper than {pick.Name} (by their figures without the intervals)")
        { Price = Price };
    }
}
