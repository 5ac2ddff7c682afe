using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Recommending;
using Joulemark.Comparison.Sweeping;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>The answer at a glance: of several configurations the one to run, with the reason and what it costs; of one its figures.</summary>
internal static class AnswerSection
{
    public static Markup Of(ReportModel model) => model.Recommendation is { } recommendation ? Choice(model, recommendation)
        : model.Curve is { } curve ? Point(model, curve)
        : model.Result.Configurations.Count == 1 && model.Result.Configurations.First() is var only
            ? Markup.Of($"<section class=\"answer\"><h2 class=\"hidden\">At a glance</h2>{Tiles(model, only.Key)}{PriceSection.Of(model)}</section>") : Markup.None;

    private static Markup Choice(ReportModel model, Recommendation recommendation) => Markup.Of($"""
        <section class="answer"><h2>Which one to run</h2>
        <p class="note">Asked: {Asked(recommendation)}.</p>
        {(recommendation.Pick is null ? Markup.Of($"<p class=\"pick none\">{recommendation.Answer}.</p>") : Markup.Of($"""
            <p class="pick"><strong>{recommendation.Pick}</strong> <span>{Claim(recommendation)}.</span></p>
            {Tiles(model, recommendation.Candidates.First(c => c.Name == recommendation.Pick).Configuration)}
            {Alternatives(recommendation)}
            """))}
        {PriceSection.Of(model)}
        {Candidates(model, recommendation)}
        {Intervals(model, recommendation)}
        {WhyNot(recommendation)}
        {Changes(recommendation)}
        </section>
        """);

    /// <summary>Of the points of one curve that at which to run, by what the sweep says: no second choice stands beside it.</summary>
    private static Markup Point(ReportModel model, SweepSeries curve) => Markup.Of($"""
        <section class="answer"><h2>At which point to run</h2>
        {Markup.If(curve.Best is not null, () => Markup.Of($"<p class=\"pick\"><strong>{curve.Best}</strong></p>"))}
        <p>{curve.Answer}.</p>
        {Markup.If(curve.Best is not null && model.Result.Configurations.ContainsKey(curve.Best) && curve.Points.Any(p => p.Configuration == curve.Best && p.Run == model.Result.Id), () => Tiles(model, curve.Best!))}
        {PriceSection.Of(model)}
        {SweepSection.Points(model)}
        </section>
        """);

    /// <summary>The figures that a reader comes for.</summary>
    private static Markup Tiles(ReportModel model, string configuration)
    {
        var (result, objectives) = (model.Result.Configurations[configuration], Objectives(model, configuration));
        ObjectiveResult? AskedOf(string metric) => objectives.FirstOrDefault(o => o.Metric == metric);
        List<(string Metric, string Name, bool IsEnergy)> tiles = model.IsCommand
            ? [("energy_to_solution", "energy", true), ("duration", "time", false), ("mean_power", "mean power", true)]
            : [(model.HeadlineMetric, model.HeadlineMetric == "energy_per_request" ? "energy per request" : "energy per output token", true),
                .. objectives.Select(o => o.Metric).DefaultIfEmpty("ttft_p99").Select(m => (m, LatencyText.Name(m), false)), ("accuracy", "accuracy", false), (ChartsSection.Throughput(model), "throughput", false)];
        return Markup.Of($"""
            <dl class="tiles">{tiles.Where(t => t.IsEnergy || AskedOf(t.Metric) is not null || Known(result, t.Metric)).Select(t => Tile(model, result, t.Metric, t.Name, t.IsEnergy, AskedOf(t.Metric)))}{PriceSection.Tiles(model, configuration, Tag(model))}</dl>
            """);
    }

    private static bool Known(ConfigurationResult result, string metric) => result.Metrics.GetValueOrDefault(metric)?.Value is not null && !ClientsFigures.Has(metric, result);

    private static Markup Tile(ReportModel model, ConfigurationResult result, string metric, string name, bool isEnergy, ObjectiveResult? asked) => Markup.Of($"""
        <div><dt>{name}{Markup.If(isEnergy, () => Tag(model))}</dt>
        {(Known(result, metric) ? Value(result.Metrics[metric], asked) : Markup.Of($"<dd class=\"missing\">– <span class=\"interval\">{MissingFigure.Why(metric, result)}</span>{Outcome(asked)}</dd>"))}</div>
        """);

    /// <summary>What joules are of, and how they are known.</summary>
    private static Markup Tag(ReportModel model) => Markup.Of($"<span class=\"{(model.Provenance.IsModelled ? "modelled-tag" : "boundary")}\">{model.Boundary}, {model.Provenance.Short}</span>");

    private static Markup Value(Estimate estimate, ObjectiveResult? asked) => Markup.Of($"""
        <dd>{Number(estimate)}<span class="interval">{Interval(estimate)}</span>{Outcome(asked)}</dd>
        """);

    /// <summary>A figure with its unit apart, as a tile has it.</summary>
    public static Markup Number(Estimate estimate) => Figures.Value(estimate).Split(' ', 2) is [var number, var unit] && unit != "%"
        ? Markup.Of($"{number} <span class=\"unit\">{unit}</span>") : Markup.Of($"{Figures.Value(estimate)}");

    /// <summary>The objectives that a configuration is held to: those of the choice, or its own.</summary>
    private static IReadOnlyList<ObjectiveResult> Objectives(ReportModel model, string configuration) =>
        model.Recommendation?.Candidates.First(c => c.Configuration == configuration).Objectives ?? model.Result.Configurations[configuration].Objectives;

    /// <summary>The limit that was asked for, and whether the figure keeps it; nothing where none was.</summary>
    private static Markup Outcome(ObjectiveResult? asked) => Markup.If(asked is not null, () => Markup.Of($"<span class=\"interval\">{LatencyText.Outcome(asked!)}</span>"));

    /// <summary>The interval of a tile's figure.</summary>
    public static string Interval(Estimate estimate) => Figures.Range(estimate) is { } range ? $"95 %: {range}" : "no interval";

    /// <summary>What the choice is by.</summary>
    public static string Asked(Recommendation recommendation) => string.Join(", ",
        recommendation.Objectives.Select(o => $"{o.Key} at most {Figures.Scaled(o.Value, "s")}").Prepend("the least energy per request"));

    /// <summary>What is said of the pick, its name and its figures left out: they stand beside.</summary>
    private static string Claim(Recommendation recommendation) => recommendation.Answer.Split(": ", 2)[0][(recommendation.Pick!.Length + 1)..];

    private static Markup Alternatives(Recommendation recommendation) => Markup.Of($"""
        {Alternative.Of(recommendation).Select(a => Markup.Of($"""
            <p{Markup.If(a.IsOfPrices, () => Markup.Of($" data-at-prices"))}>If {a.If}: <strong>{a.Candidate}</strong> {a.What}.</p>
            """))}
        """);

    private static Markup Intervals(ReportModel model, Recommendation recommendation) => Markup.If(RecommendationText.Intervals(recommendation) is not null, () => Markup.Of($"""
        <p class="note">{RecommendationText.Intervals(recommendation)}.</p>
        """));

    private static Markup Candidates(ReportModel model, Recommendation recommendation) => Markup.Of($"""
        {PageTable.Of("All configurations", Markup.Of($"All configurations, the best first {FiguresSection.Badge(model, hasEnergy: true)}"), recommendation.Candidates, [PageColumn<RecommendationCandidate>.Name("configuration", c => c.Name)], Columns(model, recommendation), "candidates")}
        {Markup.If(RecommendationText.Means(recommendation) is not null, () => Markup.Of($"<p class=\"note\">{RecommendationText.Means(recommendation)}.</p>"))}
        """);

    private static IReadOnlyList<PageColumn<RecommendationCandidate>> Columns(ReportModel model, Recommendation recommendation) =>
    [
        new(Markup.Of($"<th scope=\"col\" class=\"words\">verdict</th>"), c => Markup.Of($"<td class=\"words\">{Verdict(c.Verdict)}</td>")),
        PageColumn<RecommendationCandidate>.Of("J/request", c => Cell(c.Energy)),
        PageColumn<RecommendationCandidate>.Of("÷ pick", c => Markup.Of($"<td>{RatioCell(c.RatioToPick)}</td>")),
        .. PriceSection.Columns<RecommendationCandidate>(model, c => model.Priced.Works.GetValueOrDefault(c.Configuration)),
        .. AskedLatency.Of(recommendation).Select(l => new PageColumn<RecommendationCandidate>(
            Markup.Of($"<th scope=\"col\">{l.Name}{Markup.If(l.Limit is not null, () => Markup.Of($"<span class=\"interval\">{l.Limit}</span>"))}</th>"), c => Cell(l.Figure(c)))),
        PageColumn<RecommendationCandidate>.Of("accuracy", c => Cell(c.Accuracy)),
    ];

    private static Markup Cell(Estimate estimate) => estimate.Value is null
        ? Markup.Of($"<td class=\"missing\"><span aria-hidden=\"true\">–</span><span class=\"hidden\">missing: {estimate.Method}</span></td>")
        : Markup.Of($"<td>{Figures.Value(estimate).Replace("/request", "", StringComparison.Ordinal)}<span class=\"interval\">{Figures.Range(estimate)?.Replace("/request", "", StringComparison.Ordinal) ?? "no interval"}</span></td>");

    private static Markup WhyNot(Recommendation recommendation)
    {
        var noted = recommendation.Candidates.Where(c => c.Reasons.Count + c.Notes.Count > 0).ToList();
        return Markup.If(noted.Count > 0, () => Markup.Of($"""
            <ul class="findings">{noted.SelectMany(c => c.Reasons.Select(r => Reason(c.Name, r)).Concat(c.Notes.Select(n => Markup.Of($"<li><span class=\"kind\">note</span> {c.Name}: {n}</li>"))))}</ul>
            """));
    }

    private static Markup Reason(string name, RecommendationReason reason) => Markup.Of($"""
        <li class="dominated"><span class="kind">rejected</span> {name}: <code>{reason.Code}</code>, {reason.Evidence}{Markup.If(reason.Remedy is not null, () => Markup.Of($"<span class=\"remedy\">{reason.Remedy}</span>"))}</li>
        """);

    private static Markup RatioCell(Estimate? ratio) => Alternative.Ratio(ratio).Split(" (", 2) is [var value, var range] ? Markup.Of($"{value}<span class=\"interval\">{range.TrimEnd(')')}</span>") : Markup.Of($"{Alternative.Ratio(ratio)}");

    private static Markup Verdict(RecommendationVerdict verdict) => verdict switch
    {
        RecommendationVerdict.Pick => Markup.Of($"<span class=\"yes\">pick</span>"),
        RecommendationVerdict.Tied => Markup.Of($"tied"),
        RecommendationVerdict.RunnerUp => Markup.Of($"runner-up"),
        _ => Markup.Of($"<span class=\"no\">rejected</span>"),
    };

    private static Markup Changes(Recommendation recommendation) => Markup.If(recommendation.Changes.Count > 0, () => Markup.Of($"""
        <details><summary>What would change this answer</summary>
        <ul>{recommendation.Changes.Select(c => Markup.Of($"<li>{c.Sentence}</li>"))}</ul>
        <p class="note">The options are those of <code>joulemark recommend</code>, which asks for an accuracy, a tariff, a carbon intensity or other limits.</p></details>
        """));
}
