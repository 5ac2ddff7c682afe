using System.Globalization;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>
/// What the work costs and emits: at the prices that the page was made with, which are printed too, and at those that a reader types
/// in. No price is made up. The script (draw.js) works out again what is marked with <c>data-priced</c>.
/// </summary>
internal static class PriceSection
{
    private const string Cost = "cost";
    private const string Carbon = "carbon";

    /// <summary>Where a reader types prices in, and which were used; nothing where there is no energy.</summary>
    public static Markup Of(ReportModel model) => Markup.If(model.Priced.All.Count > 0, () => Markup.Of($"""
        <fieldset class="prices" hidden{Markup.If(model.Priced.IsCommand, () => new Markup(" data-command=\"1\""))}><legend>Your prices</legend>
        {Input(model, "tariff", "a kilowatt-hour", 0, RecommendationOptions.MostPrice, model.Priced.Prices.Tariff)}
        {Input(model, "pue", "PUE", 1, RecommendationOptions.MostPue, model.Priced.IsGiven ? model.Priced.Prices.Pue : null)}
        {Input(model, "hour", "an hour of the hardware", 0, RecommendationOptions.MostPrice, model.Priced.Prices.HardwareCostPerHour)}
        {Input(model, "intensity", "gCO2e a kilowatt-hour", 0, RecommendationOptions.MostPrice, model.Priced.Prices.Intensity)}
        </fieldset>
        <p class="note" data-asked data-source="{model.Priced.Prices.IntensitySource}"{Hidden(model.Priced.IsGiven)}>At <span>{model.Priced.Asked}</span>{Whole(model)}.</p>
        <p class="note" data-unasked{Hidden(model.Priced.Prices.Tariff is null)}>No cost is given, because no price of a kilowatt-hour is<span class="on-screen">: type yours above</span>. To have it in the page, and on paper:
        <code>joulemark report {ShellText.Of(model.Result.Id)} --tariff 0.30</code>, with your tariff; <code>--pue</code>, <code>--hardware-cost-per-hour</code> and, for emissions, <code>--grid DE</code> go with it.</p>
        <p class="note" data-hourly hidden>With a price of an hour, costs have no interval here: energy and time have one of their own. It is worked out, window by window, by
        <code>joulemark report {ShellText.Of(model.Result.Id)} <span></span></code>.</p>
        """));

    /// <summary>Tiles of one configuration, of as many requests each: the energy, of a command in a tile of its own; the cost, a dash where nobody gave a price; the emissions.</summary>
    public static Markup Tiles(ReportModel model, string configuration, Markup tag) => Markup.If(model.Priced.Works.ContainsKey(configuration), () => Markup.Of($"""
        {Markup.If(!model.IsCommand, () => Markup.Of($"<div><dt>energy of {Work(model)}{tag}</dt>{EnergyOf(model, configuration)}</div>"))}
        <div data-heading="{Cost}" data-kept="1"><dt>{Work(model)} {(model.Priced.IsCommand ? "costs" : "cost")}{tag}</dt>{Figure(model, model.Priced.Works[configuration], Cost, "dd")}</div>
        <div data-heading="{Carbon}"{Hidden(model.Priced.Prices.Intensity is not null)}><dt>{Work(model)} {(model.Priced.IsCommand ? "emits" : "emit")}{tag}</dt>{Figure(model, model.Priced.Works[configuration], Carbon, "dd")}</div>
        """));

    /// <summary>Columns of a table of configurations; hidden where there is no price, until a reader types one.</summary>
    /// <param name="model">The run.</param>
    /// <param name="work">What a row's work costs; null where it has no energy.</param>
    public static IReadOnlyList<PageColumn<T>> Columns<T>(ReportModel model, Func<T, PricedWork?> work) => model.Priced.All.Count == 0 ? [] :
    [
        new(Heading(model, Cost, "cost", model.Priced.Prices.Tariff), row => Figure(model, work(row), Cost, "td")),
        new(Heading(model, Carbon, "gCO2e", model.Priced.Prices.Intensity), row => Figure(model, work(row), Carbon, "td")),
    ];

    private static Markup Heading(ReportModel model, string kind, string name, double? price) => Markup.Of($"""
        <th scope="col" data-heading="{kind}"{Hidden(price is not null)}>{name} per <span class="count">{model.Priced.Scale.Count}</span></th>
        """);

    private static Markup Figure(ReportModel model, PricedWork? work, string kind, string element)
    {
        var (priced, isCost, isTile) = (model.Priced, kind == Cost, element == "dd");
        var isGiven = (isCost ? priced.Prices.Tariff : priced.Prices.Intensity) is not null;
        var estimate = isCost ? work?.Cost : work?.Carbon;
        var beside = !isGiven ? "no price is given" : priced.Scale.Range(estimate) is { } range ? (isTile ? $"95 %: {range}" : range)
            : work is null ? "no energy in this run" : estimate?.Value is null ? "the time of a request is not known" : "no interval";
        var unit = isTile && !isCost ? "gCO2e" : ""; // a column has it in its heading, and a cost has none
        return Markup.Of($"""
            <{new Markup(element)} data-priced="{kind}" data-wh="{Data(work?.WattHours)}" data-hours="{work?.Hours?.ToString("R", CultureInfo.InvariantCulture)}" data-unit="{unit}"{Hidden(isGiven || isTile)}>{priced.Scale.Value(estimate)}{Markup.If(unit.Length > 0, () => Markup.Of($" <span class=\"unit\">{unit}</span>"))}<span class="interval">{beside}</span></{new Markup(element)}>
            """);
    }

    private static Markup EnergyOf(ReportModel model, string configuration)
    {
        var of = model.Priced.Works[configuration].WattHours;
        var shown = of.Times(model.Priced.Scale.Times, of.Unit);
        return Markup.Of($"<dd data-priced=\"energy\" data-wh=\"{Data(of)}\">{AnswerSection.Number(shown)}<span class=\"interval\">{AnswerSection.Interval(shown)}</span></dd>");
    }

    private static Markup Work(ReportModel model) => model.Priced.IsCommand ? Markup.Of($"one run") : Markup.Of($"<span class=\"count\">{model.Priced.Scale.Count}</span> requests");

    /// <summary>A field, and the place that the script says in what is wrong with it: as the command line refuses it.</summary>
    private static Markup Input(ReportModel model, string name, string label, int least, double most, double? value) => Markup.Of($"""
        <div><label>{label} <input type="number" name="{name}" min="{least}" max="{PricedRun.Plain(most)}" step="any" inputmode="decimal" value="{(value is { } given ? PricedRun.Plain(given) : "")}" aria-describedby="{name}-{model.Number}"></label>
        <span class="wrong" id="{name}-{model.Number}" role="status"></span></div>
        """);

    // Joules outside the boundary cost money, too.
    private static Markup Whole(ReportModel model) => Markup.If(model.Result.Boundary is not (null or Boundary.Node), () => Markup.Of($"; of the energy in the boundary {model.Boundary} alone, what the rest of the machine drew is not in it"));

    /// <summary>The figure and the ends of its interval, for the script.</summary>
    private static string Data(Estimate? estimate) => estimate is not { Value: { } value } ? ""
        : string.Join(' ', ((double?[])[value, estimate.Lower, estimate.Upper]).OfType<double>().Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    private static Markup Hidden(bool isShown) => new(isShown ? "" : " hidden");
}
