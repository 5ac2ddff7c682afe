using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Comparison.Sweeping;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>A run's work at somebody's prices.</summary>
/// <param name="Run">The run.</param>
/// <param name="Prices">The prices; what nobody gave is null.</param>
/// <param name="Works">What each configuration's work costs; without those that have no energy.</param>
/// <param name="IsCommand">True when the work is runs of a command, and not requests.</param>
internal sealed record PricedRun(string Run, RecommendationOptions Prices, IReadOnlyDictionary<string, PricedWork> Works, bool IsCommand)
{
    /// <summary>What the points of a sweep cost that the run goes on with, and that earlier runs measured.</summary>
    private IReadOnlyDictionary<(string Run, string Configuration), PricedWork> Earlier { get; init; } = new Dictionary<(string, string), PricedWork>();

    public static PricedRun Of(RunRecord record, RunResult result, AnalysedRuns analysed, RecommendationOptions? prices)
    {
        var asked = prices ?? new RecommendationOptions();
        Dictionary<TKey, PricedWork> Priced<TKey>(IEnumerable<(RunRecord, ConfigurationRecord)> configurations, Func<Contender, TKey> key)
            where TKey : notnull =>
            configurations.ToList() is { Count: > 0 } with ? Contender.Of(with, asked, analysed).Where(c => c.Energy.Value is not null).ToDictionary(key, c => PricedWork.Of(c, asked)) : [];
        var own = record.Header.Configurations.Where(c => result.Configurations.GetValueOrDefault(c.Name)?.Metrics.GetValueOrDefault("energy_per_request")?.Value is not null); // nothing is analysed for nothing
        return new PricedRun(record.Header.Id, asked, Priced(own.Select(c => (record, c)), c => c.Configuration.Name), record.Header.Configurations is [{ Command: not null }])
        {
            Earlier = Priced(EarlierPoints(record, result), c => (c.Run.Header.Id, c.Configuration.Name)),
        };
    }

    /// <summary>The points of a sweep that earlier runs measured, each of the run that its figures are of.</summary>
    private static IEnumerable<(RunRecord Run, ConfigurationRecord Configuration)> EarlierPoints(RunRecord record, RunResult result) =>
        from point in result.Sweep?.Series.SelectMany(s => s.Points) ?? []
        from earlier in record.Earlier
        where earlier.Header.Id == point.Run
        select (earlier, earlier.Header.Configurations.First(c => c.Name == point.Configuration));

    /// <summary>What the work of a sweep's point costs, by the windows that its figures are of; null where it has no energy.</summary>
    public PricedWork? Of(SweepPoint point) => point.Run == Run ? Works.GetValueOrDefault(point.Configuration) : Earlier.GetValueOrDefault((point.Run, point.Configuration));

    /// <summary>All work that has a price.</summary>
    public IReadOnlyList<PricedWork> All => [.. Works.Values, .. Earlier.Values];

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
        : PriceScale.Of(runs.SelectMany(r => r.All).SelectMany(w => (Estimate?[])[w.Cost, w.Carbon]));

    /// <summary>A price as it is given in a command.</summary>
    public static string Plain(double price) => price.ToString(CultureInfo.InvariantCulture);
}
