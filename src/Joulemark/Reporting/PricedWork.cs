using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;

namespace Joulemark.Reporting;

/// <summary>What a configuration's work costs and emits, and what prices of a reader's own are multiplied with. All is of 1,000 requests, or of one run of a command.</summary>
internal sealed record PricedWork
{
    /// <summary>Energy in watt-hours, nothing of the data centre's in it.</summary>
    public required Estimate WattHours { get; init; }

    /// <summary>Hours that the hardware is kept; null where they are not known.</summary>
    public required double? Hours { get; init; }

    /// <summary>In the tariff's currency; null without a tariff.</summary>
    public required Estimate? Cost { get; init; }

    /// <summary>In grams of CO2e; null without an intensity.</summary>
    public required Estimate? Carbon { get; init; }

    public static PricedWork Of(Contender contender, RecommendationOptions options)
    {
        var (prices, count) = (new Prices(options), Prices.Count(contender.Evidence));
        return new PricedWork
        {
            WattHours = contender.Figure(WindowMetrics.EnergyPerRequest).Times(count / Energy.JoulesPerWattHour, "Wh"),
            Hours = Prices.HoursPerRequest(contender) * count,
            Cost = prices.Cost(contender),
            Carbon = prices.Carbon(contender),
        };
    }
}
