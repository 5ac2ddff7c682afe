using Joulemark.Comparison.Sweeping;

namespace Joulemark.Reporting.Html;

/// <summary>What a sweep says: its answer, its charts and its points.</summary>
internal static class SweepSection
{
    private static readonly string[] Latencies = ["ttft_p50", "ttft_p99", "tpot_p50", "tpot_p99", "e2e_p50", "e2e_p99"];

    public static Markup Of(ReportModel model) => model.Result.Sweep is not { } sweep ? Markup.None : Markup.Of($"""
        <section><h2>Sweep</h2>
        {Markup.If(model.Curve is null, () => Markup.Of($"{sweep.Answer.Split('\n').Select(line => Markup.Of($"<p class=\"answer\">{line}.</p>"))}"))}
        {ChartFrame.Of(model.Number, "sweepPower", "Throughput against power, point by point" + ChartsSection.Energy(model),
            "Points of throughput against mean power; the figures are in the table “Points of the sweep”.", "Up and to the left is better. " + Shapes, PowerProblem(sweep))}
        {ChartFrame.Of(model.Number, "sweepLatency", $"Energy against latency, {LatencyText.Name(sweep.LatencyMetric ?? "")}" + ChartsSection.Energy(model),
            "Points of energy against latency; the figures are in the table “Points of the sweep”.",
            "Down and to the left is better. " + ObjectiveLines.Of(sweep).Caption + Shapes, LatencyProblem(sweep))}
        {Markup.If(model.Curve is null, () => Points(model))}
        {Knees(sweep)}
        {Rejected(sweep)}
        </section>
        """);

    private const string Shapes = "A filled circle is on the front (dashed); a hollow diamond may be dominated, a cross is dominated beyond the intervals. A ring marks the best operating point, a square the knee. Bars are 95 % intervals. Points that are not valid are not drawn.";

    private static string? PowerProblem(SweepResult sweep) => sweep.Series.Any(s => s.Points.Any(p => p.PowerFront.Standing != SweepStanding.None)) ? null : "no valid point has both figures";

    private static string? LatencyProblem(SweepResult sweep) =>
        sweep.LatencyMetric is null ? "no latency is known" : sweep.Series.Any(s => s.Points.Any(p => p.LatencyFront.Standing != SweepStanding.None)) ? null : "no valid point has both figures";

    /// <summary>The points: what is said of each and what it does, then how quick and how right it is.</summary>
    public static Markup Points(ReportModel model)
    {
        var sweep = model.Result.Sweep!;
        List<Row> points = [.. sweep.Series.SelectMany(s => s.Points.Select(p => new Row(s, p)))];
        PageColumn<Row>? Figure(string metric, string heading) => !points.Exists(p => p.Point.Figure(metric).Value is not null) ? null
            : PageColumn<Row>.Of(heading, r => FiguresSection.Cell(r.Point.Figure(metric), r.Point.Figure(metric).Method));
        PageColumn<Row>? Words(bool isShown, string heading, Func<Row, string> words) => isShown ? PageColumn<Row>.Words(heading, words) : null;
        List<PageColumn<Row>> names =
        [
            PageColumn<Row>.Name(string.Join(", ", sweep.Keys), r => string.Join(", ", sweep.Keys.Select(k => r.Point.Factors.GetValueOrDefault(k) ?? "–"))),
            .. ((PageColumn<Row>?[])[Words(sweep.Series.Count > 1, "series", r => r.Series.Name)]).OfType<PageColumn<Row>>(),
        ];
        PageColumn<Row>?[] judged =
        [
            new(Markup.Of($"<th scope=\"col\" class=\"words\">verdict</th>"), r => Verdict(r.Point)),
            Words(points.Exists(p => p.Point.Outcome is not null), "objectives", r => SweepWords.Outcome(r.Point)),
            new(Markup.Of($"<th scope=\"col\" class=\"words\">by throughput and power</th>"), r => Place(r.Point.PowerFront, r.Series, sweep)),
            new(Markup.Of($"<th scope=\"col\" class=\"words\">by energy and latency</th>"), r => Place(r.Point.LatencyFront, r.Series, sweep)),
            Figure(sweep.ThroughputMetric, sweep.ThroughputMetric == "output_throughput" ? "tokens/s" : "requests/s"),
            Figure("mean_power", "mean power"),
            Figure(sweep.EnergyMetric, sweep.EnergyMetric == "energy_per_output_token" ? "J/token" : "J/request"),
            .. model.Curve is null ? [] : PriceSection.Columns<Row>(model, r => model.Priced.Of(r.Point)),
            Words(points.Select(p => p.Point.Run).Distinct(StringComparer.Ordinal).Count() > 1, "run", r => r.Point.Run),
        ];
        PageColumn<Row>?[] speed =
        [
            .. points.SelectMany(p => p.Point.Objectives).Select(o => o.Metric).Concat(Latencies).Distinct(StringComparer.Ordinal).Select(m => Figure(m, LatencyText.Name(m))),
            Figure("goodput", "goodput, 1/s"), Figure("tokens_per_second_per_watt", "tokens/s/W"), Figure("accuracy", "accuracy"),
        ];
        const string first = "Points of the sweep";
        const string second = "Latency, efficiency, accuracy";
        return Markup.Of($"""
            {PageTable.Of(first, Markup.Of($"{first} {FiguresSection.Badge(model, hasEnergy: true)}"), points, names, [.. judged.OfType<PageColumn<Row>>()])}
            {PageTable.Of(second, Markup.Of($"{second} {FiguresSection.Badge(model, hasEnergy: true)}"), points, names, [.. speed.OfType<PageColumn<Row>>()])}
            """);
    }

    private static Markup Place(SweepPlace place, SweepSeries series, SweepResult sweep)
    {
        var by = series.Points.FirstOrDefault(p => p.Configuration == place.By) is { } rival ? string.Join(", ", sweep.Keys.Select(k => rival.Factors.GetValueOrDefault(k)).OfType<string>()) : "";
        return place.Standing switch
        {
            SweepStanding.Front => Words("front"),
            SweepStanding.PossiblyDominated => Words($"possibly dominated by {by}"),
            SweepStanding.Dominated => Words($"dominated by {by}"),
            _ => Markup.Of($"<td class=\"words missing\" title=\"{place.Why}\"><span aria-hidden=\"true\">–</span><span class=\"hidden\">{place.Why}</span></td>"),
        };
    }

    private static Markup Verdict(SweepPoint point) => point.Verdict == SweepVerdict.Best || !point.Validity.Valid
        ? Markup.Of($"<td class=\"words\"><span class=\"{(point.Validity.Valid ? "yes" : "no")}\">{SweepWords.Marks(point)}</span></td>") : Words(SweepWords.Marks(point));

    private static Markup Words(string text) => Markup.Of($"<td class=\"words\">{text}</td>");

    private static Markup Knees(SweepResult sweep) => Markup.Of($"""
        <ul>{sweep.Series.SelectMany(s => s.Knees.Select(k => Markup.Of($"""
            <li>{Knee(sweep, s, k)}</li>
            """)))}</ul>
        """);

    private static string Knee(SweepResult sweep, SweepSeries series, SweepKnee knee)
    {
        if (knee.Configuration is null)
            return $"No knee{SweepWords.At(series, knee)}: {knee.Why}.";
        string Value(double? at) => series.Points.FirstOrDefault(p => p.Value == at) is { } point && sweep.Axis is { } axis ? point.Factors[axis] : "";
        return $"Knee{SweepWords.At(series, knee)}: {SweepWords.Short(sweep.Axis ?? "")} {Value(knee.Value)}{(knee.Lower is { } lower && knee.Upper is { } upper ? lower < upper ? $", between {Value(lower)} and {Value(upper)}" : ", and on no other point" : "")}. {knee.Method}.";
    }

    private static Markup Rejected(SweepResult sweep)
    {
        var rejected = sweep.Series.SelectMany(s => s.Points).Where(p => p.Reasons.Count > 0).ToList();
        return Markup.If(rejected.Count > 0, () => Markup.Of($"""
            <details><summary>Points that do not qualify, and why</summary>
            <ul>{rejected.Select(p => Markup.Of($"<li>{SweepSpace.Name(p.Factors)}: {string.Join("; ", p.Reasons.Select(r => r.Evidence))}</li>"))}</ul></details>
            """));
    }

    private sealed record Row(SweepSeries Series, SweepPoint Point);
}
