using System.Globalization;

namespace Joulemark.Comparison.Recommending;

/// <summary>A price at which the pick and another cost the same.</summary>
/// <param name="Option">The option that gives the price.</param>
/// <param name="Price">The price.</param>
/// <param name="IsAbove">True when the other is cheaper above it.</param>
/// <param name="Other">The other.</param>
internal sealed record PriceSwap(string Option, double Price, bool IsAbove, Contender Other)
{
    public const string OfAll = "--hardware-cost-per-hour";
    public const string OfRun = "--hardware-price ";

    // Three digits are said: what is asked for is so far beyond that their rounding does not matter.
    private const double Said = 0.01;

    /// <summary>What was asked, at a price just beyond.</summary>
    public RecommendationOptions Beyond(RecommendationOptions options)
    {
        var price = Price * (IsAbove ? 1 + Said : 1 - Said);
        return Option switch
        {
            "--tariff" => options with { Tariff = price },
            "--pue" => options with { Pue = price },
            OfAll => options with { HardwareCostPerHour = price },
            _ => options with { HardwarePrices = new Dictionary<string, double>(options.HardwarePrices, StringComparer.Ordinal) { [Option[OfRun.Length..]] = price } },
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
            _ => $"the price of the hardware of {Option[OfRun.Length..]}",
        };
        var unit = Option switch { "--tariff" => " per kWh", "--pue" => "", _ => " per hour" };
        return new(Other.Name, [string.Create(CultureInfo.InvariantCulture, $"{Option} {(IsAbove ? ">" : "<")} {RecommendationText.Significant(Price)}")],
            $"If {what} {(IsAbove ? "rises above" : "falls below")} {RecommendationText.Significant(Price)}{unit}, {Other.Name} is cheaper than {pick.Name} (by their figures without the intervals)")
        { Price = Price };
    }
}
