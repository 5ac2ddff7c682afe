using Joulemark.Comparison.Sweeping;

namespace Joulemark.Reporting.Html;

/// <summary>What a sweep says: its answer, its charts and its points.</summary>
internal static class SweepSection
{
    private static readonly string[] Latencies = ["ttft_p50", "ttft_p99", "tpot_p50", "tpot_p99", "e2e_p50", "e2e_p99"];

    public static Markup Of(ReportModel model) => model.Result.Sweep is not { } sweep ? Markup.None : Markup.Of($"""
        <section><h2>Sweep</h2>
        {sweep.Answer.Split('\n').Select(line => Markup.Of($"<p class=\"answer\">{line}.</p>"))}
        {ChartFrame.Of(model.Number, "sweepPower", "Throughput against power, point by point" + ChartsSection.Energy(model),
            "Points of throughput against mean power; the figures are in the table “Points of the sweep”.", "Up and to the left is better. " + Shapes, PowerProblem(sweep))}
        {ChartFrame.Of(model.Number, "sweepLatency", $"Energy against latency, {LatencyText.Name(sweep.LatencyMetric ?? "")}" + ChartsSection.Energy(model),
            "Points of energy against latency; the figures are in the table “Points of the sweep”.",
            "Down and to the left is better. " + SweepLimits.Of(sweep).Caption + Shapes, LatencyProblem(sweep))}
        {Table(sweep)}
        {Knees(sweep)}
        {Rejected(sweep)}
        </section>
        """);

    private const string Shapes = "A filled circle is on the front (dashed); a hollow diamond may be dominated, a cross is dominated beyond the intervals. A ring marks the best operating point, a square the knee. Bars are 95 % intervals. Points that are not valid are not drawn.";

    private static string? PowerProblem(SweepResult sweep) => sweep.Series.Any(s => s.Points.Any(p => p.PowerFront.Standing != SweepStanding.None)) ? null : "no valid point has both figures";

    private static string? LatencyProblem(SweepResult sweep) =>
        sweep.LatencyMetric is null ? "no latency is known" : sweep.Series.Any(s => s.Points.Any(p => p.LatencyFront.Standing != SweepStanding.None)) ? null : "no valid point has both figures";

    private static Markup Table(SweepResult sweep)
    {
        var points = sweep.Series.SelectMany(s => s.Points.Select(p => (Series: s, Point: p))).ToList();
        bool Has(string metric) => points.Exists(p => p.Point.Figure(metric).Value is not null);
        (string Metric, string Heading)[] figures =
        [
            .. new[]
            {
                (sweep.ThroughputMetric, sweep.ThroughputMetric == "output_throughput" ? "tokens/s" : "requests/s"), ("mean_power", "mean power"), ("tokens_per_second_per_watt", "tokens/s/W"),
                (sweep.EnergyMetric, sweep.EnergyMetric == "energy_per_output_token" ? "J/token" : "J/request"),
            }.Concat(points.SelectMany(p => p.Point.Objectives).Select(o => LatencyText.Metric(o.Objective)).Concat(Latencies).Distinct(StringComparer.Ordinal).Select(m => (m, LatencyText.Name(m)))).Append(("goodput", "goodput, 1/s")).Append(("accuracy", "accuracy")).Where(f => Has(f.Item1)),
        ];
        var (several, again, hasObjectives) = (sweep.Series.Count > 1, points.Select(p => p.Point.Run).Distinct(StringComparer.Ordinal).Count() > 1, points.Exists(p => p.Point.Outcome is not null));
        Markup Heading(string text) => Markup.Of($"<th scope=\"col\">{text}</th>");
        return Markup.Of($"""
            <div class="scroll" tabindex="0" role="region" aria-label="Points of the sweep"><table class="figures">
            <caption>Points of the sweep</caption>
            <thead><tr><th scope="col">{string.Join(", ", sweep.Keys)}</th>{Markup.If(several, () => Heading("series"))}<th scope="col">verdict</th>{Markup.If(hasObjectives, () => Heading("objectives"))}
            <th scope="col">by throughput and power</th><th scope="col">by energy and latency</th>{figures.Select(f => Heading(f.Heading))}{Markup.If(again, () => Heading("run"))}</tr></thead>
            <tbody>{points.Select(p => Markup.Of($"""
                <tr><th scope="row">{string.Join(", ", sweep.Keys.Select(k => p.Point.Factors.GetValueOrDefault(k) ?? "–"))}</th>{Markup.If(several, () => Cell(p.Series.Name))}{Cell(SweepWords.Marks(p.Point))}{Markup.If(hasObjectives, () => Cell(SweepWords.Outcome(p.Point)))}
                {Place(p.Point.PowerFront, p.Series, sweep)}{Place(p.Point.LatencyFront, p.Series, sweep)}{figures.Select(f => FiguresSection.Cell(p.Point.Figure(f.Metric), p.Point.Figure(f.Metric).Method))}{Markup.If(again, () => Cell(p.Point.Run))}</tr>
                """))}</tbody></table></div>
            """);
    }

    private static Markup Cell(string text) => Markup.Of($"<td>{text}</td>");

    private static Markup Place(SweepPlace place, SweepSeries series, SweepResult sweep)
    {
        var by = series.Points.FirstOrDefault(p => p.Configuration == place.By) is { } rival ? string.Join(", ", sweep.Keys.Select(k => rival.Factors.GetValueOrDefault(k)).OfType<string>()) : "";
        return place.Standing switch
        {
            SweepStanding.Front => Cell("front"),
            SweepStanding.PossiblyDominated => Cell($"possibly dominated by {by}"),
            SweepStanding.Dominated => Cell($"dominated by {by}"),
            _ => Markup.Of($"<td class=\"missing\" title=\"{place.Why}\"><span aria-hidden=\"true\">–</span><span class=\"hidden\">{place.Why}</span></td>"),
        };
    }

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
}
