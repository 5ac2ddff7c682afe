using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Gating;

/// <summary>Judges one rule over several starts of a side, as <see cref="GateRuleJudge"/> does over one of each: the unit is the run.</summary>
/// <param name="rule">The rule.</param>
/// <param name="baseline">Runs of the baseline.</param>
/// <param name="candidate">Runs of the candidate.</param>
/// <param name="confidence">Of a change's interval.</param>
internal sealed class StartsRuleJudge(GateRule rule, IReadOnlyList<GateStart> baseline, IReadOnlyList<GateStart> candidate, double confidence)
{
    private const double OwnConfidence = 0.95;
    private const int Fewest = 2;

    public GateRuleOutcome Judge()
    {
        if (Without(candidate) is { } start)
            return Missing("the candidate", start);
        if (!rule.IsRelative)
            return Absolute();
        if (Without(baseline) is { } before)
            return Missing("the baseline", before);
        var units = baseline.Concat(candidate).Select(FigureOf).Select(f => f.Unit).Distinct(StringComparer.Ordinal).ToList();
        if (units.Count > 1)
            return Of(GateVerdict.Invalid, $"{rule.Metric} is in {string.Join(" and in ", units)}, not in one unit in every run", null, "Measure all of them with the same version.");
        return units[0] == "1" ? Share() : Relative();
    }

    /// <summary>An objective of the spec, over the starts of the candidate.</summary>
    public static GateRuleOutcome Objective(ObjectiveResult objective, IReadOnlyList<GateStart> candidate)
    {
        var judge = new StartsRuleJudge(GateRuleJudge.OfObjective(objective), [], candidate, OwnConfidence);
        return judge.Without(candidate) is { } start ? judge.Missing("the candidate", start) : judge.Absolute();
    }

    private GateRuleOutcome Relative()
    {
        if (StartRatio.Of(rule.Metric, baseline, candidate) is not { } ratio)
            return Of(GateVerdict.Invalid, $"{rule.Metric} {GateRuleJudge.NotAboveZero}", null, GateRuleJudge.Absolutely);
        var interval = ratio.Interval(confidence);
        var (limit, isBroken, isKept) = rule.MaxIncrease is { } most
            ? (1 + most, interval.Lower > 1 + most, interval.Upper <= 1 + most)
            : (1 - rule.MaxDecrease!.Value, interval.Upper < 1 - rule.MaxDecrease, interval.Lower >= 1 - rule.MaxDecrease);
        var change = new Estimate { Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = ratio.Starts, Unit = "1", Method = ratio.Method };
        var (of, against) = (Geometric(candidate), Geometric(baseline));
        var evidence = string.Create(CultureInfo.InvariantCulture,
            $"{rule.Metric} {GateRuleJudge.Signed(interval.Value - 1)} ({GateRuleJudge.Range(interval, -1)}): {GateRuleJudge.Show(of)} over {Runs(candidate)} against {GateRuleJudge.Show(against)} over {Runs(baseline)}{GateRuleJudge.Means(against, of, change)}; the limit is {GateRuleJudge.Signed(limit - 1)}");
        return Of(GateRuleJudge.Verdict(isBroken, isKept), evidence, change, isBroken || isKept ? null : MoreStarts(ratio, limit)) with
        {
            Baseline = against, Candidate = of, SmallestDetectable = ratio.SmallestDetectable(confidence),
        };
    }

    /// <summary>
    /// Shares differ in points. The same items are asked in every run, so that runs are no further items, and one run's items say
    /// nothing of what another start does to all of them: the interval holds both, the first runs' items and the runs' scatter, in
    /// squares. Of what counts no items it is the runs' scatter, and no narrower than the first runs' windows. A side of one run
    /// is taken to scatter as the other does.
    /// </summary>
    private GateRuleOutcome Share()
    {
        var items = new GateRuleJudge(rule, new ComparedSides(baseline[0].Evidence, baseline[0].Result, candidate[0].Evidence, candidate[0].Result), confidence, isOneStartOfSeveral: true).Judge();
        var (of, against) = (Arithmetic(candidate), Arithmetic(baseline));
        var middle = of.Value!.Value - against.Value!.Value;
        var (a, b) = (Values(baseline), Values(candidate));
        var isOneSided = Math.Min(a.Length, b.Length) == 1;
        var between = isOneSided ? LogRatio.OneAgainstManyOfLogs(a, b, Fewest) : LogRatio.OfLogs(a, b, Fewest);
        var half = StudentT.Quantile((1 + confidence) / 2, between.Degrees) * between.StandardError;
        var isCount = GateRuleJudge.IsCount(rule.Metric);
        double? Half(double? ofItems) => isCount ? Math.Sqrt((half * half) + (ofItems * ofItems ?? double.NaN)) is var both && double.IsNaN(both) ? null : both : Math.Max(half, ofItems ?? 0);
        var (below, above) = (items.Change?.Value - items.Change?.Lower, items.Change?.Upper - items.Change?.Value);
        var (lower, upper) = (middle - Half(below), middle + Half(above));
        var (isBroken, isKept) = rule.MaxDecrease is { } most ? (upper < -most, lower >= -most) : (lower > rule.MaxIncrease, upper <= rule.MaxIncrease);
        var change = new Estimate { Value = middle, Lower = lower, Upper = upper, N = Math.Min(baseline.Count, candidate.Count), Unit = "points", Method = $"t of runs{(isOneSided ? ", of which one side is one, taken to scatter from start to start as the other does" : "")}; {(isCount ? "in squares with" : "no narrower than")} {items.Change?.Method} of the first runs" };
        var evidence = string.Create(CultureInfo.InvariantCulture,
            $"{rule.Metric} {middle * 100:+0.0;−0.0;±0.0} points ({GateRuleJudge.PointsRange(new Interval(middle, lower, upper))}): {Figures.Percent(of.Value)} over {Runs(candidate)} against {Figures.Percent(against.Value)} over {Runs(baseline)}; the limit is {(rule.MaxDecrease ?? rule.MaxIncrease) * (rule.MaxDecrease is null ? 100 : -100):+0.0;−0.0;±0.0} points");
        return Of(GateRuleJudge.Verdict(isBroken, isKept), evidence, change, isBroken || isKept ? null
            : half > (below ?? 0) ? MoreRuns(a, b)
            : items.Remedy ?? "The interval is that of the items and of the starts together: ask more items, or measure more runs of each, each with a server started anew.") with { Baseline = against, Candidate = of };
    }

    private double[] Values(IReadOnlyList<GateStart> starts) => [.. starts.Select(s => FigureOf(s).Value!.Value)];

    private static string MoreRuns(double[] baseline, double[] candidate) => string.Create(CultureInfo.InvariantCulture,
        $"It is the starts that scatter ({new[] { baseline, candidate }.Where(v => v.Length > 1).Max(Spread) * 100:0.0} points from run to run), more than the items leave open: measure more runs of each side, each with a server started anew.");

    private static double Spread(double[] values) => MeanInterval.StandardError(values) * Math.Sqrt(values.Length);

    private GateRuleOutcome Absolute()
    {
        var figure = Arithmetic(candidate);
        var limit = rule.AtMost ?? rule.AtLeast!.Value;
        var (isBroken, isKept) = rule.AtMost is not null ? (figure.Lower > limit, figure.Upper <= limit) : (figure.Upper < limit, figure.Lower >= limit);
        return Of(GateRuleJudge.Verdict(isBroken, isKept),
            $"{rule.Metric} is {GateRuleJudge.Show(figure)} over {Runs(candidate)}; the limit is at {(rule.AtMost is null ? "least" : "most")} {GateRuleName.Amount(limit, figure.Unit)}", null,
            isBroken || isKept ? null : "More runs narrow the interval, each with a server started anew; and more requests in each.") with { Candidate = figure };
    }

    private string MoreStarts(StartRatio ratio, double limit)
    {
        var few = ratio.Degrees <= 2 ? string.Create(CultureInfo.InvariantCulture,
            $"So few runs leave Student's t {ratio.Degrees:0.#} degree{(ratio.Degrees is > 0.95 and < 1.05 ? "" : "s")} of freedom, and tell only large differences{(ratio.SmallestDetectable(confidence) is { } least ? $" (from +{least * 100:0} %)" : "")}. ") : "";
        return few + (ratio.StartsToTellFrom(limit, confidence) is { } starts
            ? string.Create(CultureInfo.InvariantCulture, $"About {starts} runs of each, each with a server started anew, would tell it from the limit (80 % of the time), if they scatter as these {ratio.Starts} do.")
            : "It is too near the limit for more runs to help: set the limit elsewhere, or find what varies from start to start.");
    }

    /// <summary>The figure over runs, by Student's t of their logs.</summary>
    private Estimate Geometric(IReadOnlyList<GateStart> starts)
    {
        var logs = starts.Select(s => StartRatio.Mean(rule.Metric, s)).OfType<double>().Select(m => Math.Log(m)).ToList();
        if (starts.Count == 1 || logs.Count < starts.Count)
            return Arithmetic(starts);
        var (mean, half) = (logs.Average(), Half(logs, 0));
        return new Estimate { Value = Math.Exp(mean), Lower = Math.Exp(mean - half), Upper = Math.Exp(mean + half), N = starts.Count, Unit = FigureOf(starts[0]).Unit, Method = "geometric mean of runs, Student t" };
    }

    /// <summary>The mean over runs; of one run, or where runs scatter less than a run's own interval is wide, with that.</summary>
    private Estimate Arithmetic(IReadOnlyList<GateStart> starts)
    {
        var first = FigureOf(starts[0]);
        if (starts.Count == 1)
            return first;
        var values = starts.Select(s => FigureOf(s).Value!.Value).ToList();
        var mean = values.Average();
        return new Estimate
        {
            Value = mean, Lower = Math.Max(WindowMetrics.Least(rule.Metric), mean - Half(values, first.Value - first.Lower)), Upper = mean + Half(values, first.Upper - first.Value), N = starts.Count, Unit = first.Unit,
            Method = "mean of runs, Student t, no narrower than the first run's own interval",
        };
    }


    private static double Half(List<double> values, double? least) =>
        Math.Max(least ?? 0, StudentT.Quantile((1 + OwnConfidence) / 2, values.Count - 1) * MeanInterval.StandardError(values));

    private Estimate FigureOf(GateStart start) => start.Result.Metrics[rule.Metric];

    private GateStart? Without(IReadOnlyList<GateStart> starts) =>
        starts.FirstOrDefault(s => s.Result.Metrics.GetValueOrDefault(rule.Metric)?.Value is not { } value || !double.IsFinite(value) || ClientsFigures.Has(rule.Metric, s.Result));

    private static string Runs(IReadOnlyList<GateStart> starts) => starts.Count == 1 ? "1 run" : string.Create(CultureInfo.InvariantCulture, $"{starts.Count} runs");

    private GateRuleOutcome Missing(string side, GateStart start) =>
        Of(GateVerdict.Invalid, $"{side}'s run {start.Compared.Run} has no figure for {rule.Metric} ({MissingFigure.Why(rule.Metric, start.Result)})", null, GateRuleJudge.ToHaveIt(rule.Metric, start.Result));

    private GateRuleOutcome Of(GateVerdict verdict, string evidence, Estimate? change, string? remedy) => new() { Rule = rule, Verdict = verdict, Evidence = evidence, Change = change, Remedy = remedy };
}
