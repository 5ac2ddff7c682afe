using System.Globalization;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting.Disclosing;

/// <summary>Emissions and cost out of the joules, with what they rest on.</summary>
internal static class EmissionStatements
{
    private const string Queries = "1,000 queries";

    public static EmissionStatement Of(Contender contender, DisclosureOptions options)
    {
        var (prices, given, isCommand) = (new Prices(options.Prices), options.Prices, contender.Evidence.IsCommand);
        var (carbon, cost) = (prices.Carbon(contender), prices.Cost(contender));
        string Why(double? price, string name) => price is null ? $"nobody gave {name}" : isCommand ? "there is no energy of the command" : "there is no energy per query";
        var (key, of) = isCommand ? ("run", "of one run of the command") : ("1000_queries", $"per {Queries}");
        return new EmissionStatement
        {
            Carbon = DisclosureFigure.Of($"gco2e_per_{key}", $"Greenhouse gases {of}", carbon is null ? null : carbon with { Unit = "gCO2e" }, Why(given.Intensity, "the grid's intensity")),
            Cost = DisclosureFigure.Of($"cost_per_{key}", $"Electricity cost {of}", cost is null ? null : cost with { Unit = "in the tariff's currency" }, Why(given.Tariff, "a tariff")),
            Scale = isCommand ? PriceScale.OneRun : PriceScale.Of([carbon, cost]),
            Intensity = given.Intensity,
            IntensitySource = given.Intensity is null ? null : options.Grid?.ToString() ?? "given by the discloser",
            Grid = options.Grid,
            Tariff = given.Tariff,
            Pue = given.Pue,
            Statements = given.Intensity is null && given.Tariff is null ? [] : [.. Statements(contender, options)],
        };
    }

    /// <summary>The figure as people are shown it: of as many queries as costs and emissions are in every output.</summary>
    public static DisclosureFigure Shown(DisclosureFigure figure, PriceScale scale) => figure with
    {
        Name = figure.Name.Replace(Queries, $"{scale.Count} queries", StringComparison.Ordinal),
        Estimate = figure.Estimate?.Times(scale.Times, figure.Estimate.Unit),
    };

    private static IEnumerable<string> Statements(Contender contender, DisclosureOptions options)
    {
        var pue = options.Prices.Pue;
        if (options.Prices.Tariff is { } tariff)
            yield return string.Create(CultureInfo.InvariantCulture, $"Cost: energy × PUE × tariff: PUE {pue:0.###}, {tariff:0.####} per kWh, given by the discloser.");
        if (options.Prices.Intensity is { } intensity)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Energy × PUE × intensity: PUE {pue:0.###}, {intensity:0.##} gCO2e/kWh ({options.Grid?.ToString() ?? "given by the discloser"}).");
            yield return "Location-based, in the sense of the GHG Protocol's Scope 2 Guidance (2015): the average intensity of the grid where the electricity is used. A market-based figure, by contracts and certificates, is not given.";
            if (options.Grid is { Basis: "life-cycle" })
                yield return "The intensity is of the life cycle, with fuel supply and building of the plants, and so above the emissions of generation alone, which scope 2 counts.";
        }

        if (pue == 1)
            yield return "PUE 1: nothing of the data centre's cooling and distribution is counted.";
        if (contender.Result.Boundary is { } boundary and not Boundary.Node)
            yield return $"It is of the boundary {RecordNames.Of(boundary)} alone: what the rest of the machine drew is in neither figure.";
        if (options.Prices.Intensity is not null)
            yield return "Emissions of making the hardware, of training and of the network are not in it. The interval is that of the energy; the intensity has none.";
    }
}
