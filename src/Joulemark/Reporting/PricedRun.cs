using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>A run's work at somebody's prices.</summary>
/// <param name="Prices">The prices; what nobody gave is null.</param>
/// <param name="Works">What each configuration's work costs; without those that have no energy.</param>
/// <param name="IsCommand">True when the work is runs of a command, and not requests.</param>
internal sealed record PricedRun(RecommendationOptions Prices, IReadOnlyDictionary<string, PricedWork> Works, bool IsCommand)
{
    public static PricedRun Of(RunRecord record, RunResult result, AnalysedRuns analysed, RecommendationOptions? prices)
    {
        var asked = prices ?? new RecommendationOptions();
        var with = record.Header.Configurations.Where(c => result.Configurations.GetValueOrDefault(c.Name)?.Metrics.GetValueOrDefault("energy_per_request")?.Value is not null).ToList();
        var contenders = with.Count == 0 ? [] : Contender.Of([.. with.Select(c => (record, c))], asked, analysed); // nothing is analysed for nothing
        return new PricedRun(asked, contenders.ToDictionary(c => c.Configuration.Name, c => PricedWork.Of(c, asked), StringComparer.Ordinal), record.Header.Configurations is [{ Command: not null }]);
    }

    /// <summary>True where anything has a price.</summary>
    public bool IsGiven => Prices.Tariff is not null || Prices.Intensity is not null;

    /// <summary>What the figures are shown of.</summary>
    public PriceScale Scale => ScaleOf([this]);

    /// <summary>What has a price, with the heading of its column.</summary>
    public IEnumerable<(string Heading, Func<PricedWork?, Estimate?> Of)> Columns
    {
        get
        {
            if (Prices.Tariff is not null)
                yield return ("cost", w => w?.Cost);
            if (Prices.Intensity is not null)
                yield return ("gCO2e", w => w?.Carbon);
        }
    }

    /// <summary>The same in words.</summary>
    public string What => (Prices.Tariff, Prices.Intensity) switch { (not null, null) => "costs", (null, not null) => "emissions", _ => "costs and emissions" };

    /// <summary>The scale in words.</summary>
    public string Work => Scale.Work;

    /// <summary>The prices in words; null where none is given.</summary>
    public string? Asked => !IsGiven ? null : string.Join(", ", ((string?[])
    [
        Prices.Tariff is { } tariff ? $"{Plain(tariff)} a kilowatt-hour" : null,
        $"PUE {Plain(Prices.Pue)}",
        Prices.HardwareCostPerHour is { } hour ? $"{Plain(hour)} an hour of the hardware" : null,
        Prices.Intensity is { } grams ? $"{Plain(grams)} gCO2e a kilowatt-hour{(Prices.IntensitySource is { } source ? $" ({source})" : "")}" : null,
    ]).OfType<string>());

    /// <summary>What the figures of several runs are shown of beside each other.</summary>
    public static PriceScale ScaleOf(IReadOnlyCollection<PricedRun> runs) => runs.All(r => r.IsCommand) ? PriceScale.OneRun
        : PriceScale.Of(runs.SelectMany(r => r.Works.Values).SelectMany(w => (Estimate?[])[w.Cost, w.Carbon]));

    /// <summary>A price as it is given in a command.</summary>
    public static string Plain(double price) => price.ToString(CultureInfo.InvariantCulture);
}
