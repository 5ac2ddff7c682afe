using System.Globalization;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Starts;

/// <summary>
/// Ratio of a metric of two configurations over several starts of each side. The model is nested: log of a window = side + start within side + window
/// within start. What is compared is between starts, so that the unit is the run, by its log mean, however many windows it has
/// (Kalibera and Jones 2013, doi:10.1145/2464157.2464160): windows of one start say nothing of the next one.
/// </summary>
internal sealed class StartRatio
{
    private const int Fewest = 2;
    private readonly WidenedRatio _ratio;
    private readonly WidenedRatio _balanced;

    private StartRatio(WidenedRatio ratio, LogRatio balanced, int starts) => (_ratio, _balanced, Starts) = (ratio, ratio with { Scatter = balanced }, starts);

    /// <summary>Runs of the side that the spread of starts is known of by fewer; of the other one where a side has only one.</summary>
    public int Starts { get; }

    /// <summary>Degrees of freedom of the t.</summary>
    public double Degrees => _ratio.Scatter.Degrees;

    /// <summary>How the interval was made.</summary>
    public string Method => Scatter + _ratio.Unseen.Said;

    private string Scatter => _ratio.Scatter.IsPaired ? "ratio of geometric means of runs, paired t by run on the log scale"
        : _ratio == _balanced ? "ratio of geometric means of runs, Welch's t on the log scale"
        : "ratio of geometric means of runs, t on the log scale; one side is one run, taken to scatter from start to start as the other does";

    /// <summary>The ratio; null where a run has no figure, or one that has no logarithm.</summary>
    public static StartRatio? Of(string metric, IReadOnlyList<Start> baseline, IReadOnlyList<Start> candidate) => Of(new StartMetric(metric), baseline, candidate);

    /// <summary>The same of a metric that is made of windows for the purpose, such as a cost.</summary>
    public static StartRatio? Of(WindowMetric metric, IReadOnlyList<Start> baseline, IReadOnlyList<Start> candidate) => Of(new StartMetric(metric), baseline, candidate);

    private static StartRatio? Of(StartMetric metric, IReadOnlyList<Start> baseline, IReadOnlyList<Start> candidate)
    {
        var (a, b) = (Means(metric, baseline), Means(metric, candidate));
        if (a is null || b is null)
            return null;
        var measured = Math.Sqrt(Math.Pow(MeasuredTo(metric, baseline), 2) + Math.Pow(MeasuredTo(metric, candidate), 2));

        // Every run asks the same items, so that runs are no further ones: the first runs' say how well they are known.
        var unseen = metric.OfWindows is { } known ? UnseenError.Of(known, baseline[0].Evidence, candidate[0].Evidence, areAskedAgain: true) : default;
        if (Math.Min(a.Count, b.Count) < Fewest)
        {
            var own = a.Count == 1 ? Own(metric, baseline[0], candidate) : Own(metric, candidate[0], baseline);
            var (pooled, many) = (LogRatio.OneAgainstMany(a, b, Fewest, own), Math.Max(a.Count, b.Count));
            var each = new LogRatio(pooled.Difference, pooled.StandardError * Math.Sqrt(2.0 / (many + 1)), 2 * pooled.Degrees, IsPaired: false);
            return new StartRatio(new WidenedRatio(pooled, measured, unseen), each, many);
        }

        var (runs, others) = (baseline.Select(s => s.Run.Header.Id).ToList(), candidate.Select(s => s.Run.Header.Id).ToList());
        var isPaired = runs.ToHashSet(StringComparer.Ordinal).SetEquals(others); // in whatever order they were named
        var ratio = isPaired ? LogRatio.Paired(a, [.. runs.Select(r => b[others.IndexOf(r)])], Fewest) : LogRatio.Welch(a, b, Fewest);
        return new StartRatio(new WidenedRatio(ratio, measured, unseen), ratio, Math.Min(a.Count, b.Count));
    }

    /// <summary>A run's figure: the geometric mean of its windows, or the figure itself where there is none by window; null unless positive.</summary>
    public static double? Mean(string metric, Start start) => Mean(new StartMetric(metric), start);

    private static double? Mean(StartMetric metric, Start start)
    {
        if (metric.Of(start)?.Value is not { } figure)
            return null;
        var windows = metric.OfWindows?.Values(start.Evidence) ?? [figure];
        return windows.Count > 0 && windows.All(v => v > 0 && double.IsFinite(v)) ? Math.Exp(windows.Average(v => Math.Log(v))) : null;
    }

    /// <summary>The geometric mean of the runs' figures; null where a run has none.</summary>
    public static double? Mean(string metric, IReadOnlyList<Start> starts) => Means(new StartMetric(metric), starts) is { } means ? Math.Exp(means.Average(Math.Log)) : null;

    /// <summary>The interval, never narrower than how well the joules are known: that error may be the same in every run.</summary>
    public Interval Interval(double confidence) => _ratio.IsOfNothing ? new Interval(_ratio.Scatter.Ratio, null, null) : _ratio.Interval(confidence);

    /// <summary>The ratio for the record.</summary>
    public Estimate Estimate(double confidence)
    {
        var interval = Interval(confidence);
        return new Estimate { Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = Starts, Unit = "1", Method = Method };
    }

    /// <summary>Smallest relative increase that a repeat of this design would have told from none with 80 % probability.</summary>
    public double? SmallestDetectable(double confidence) => _ratio.IsOfNothing ? null : _ratio.SmallestDetectable(confidence);

    /// <summary>What would tell the ratio from a limit that lies in its interval.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="confidence">Of the interval.</param>
    /// <param name="tell">What runs would tell, e.g. <c>tell it from the limit</c>.</param>
    /// <param name="else">What is said where more of them do not help.</param>
    public string WhatTells(double limit, double confidence, string tell, string @else)
    {
        if (_ratio.IsOfNothing)
            return StartFigures.WhereNothingScatters;
        if (_ratio.IsKnownTooBadly(limit, confidence))
            return "The joules are not known so well, whatever the number of runs: lengthen the windows, use a better source of power, or set the limit elsewhere.";
        var few = Degrees <= 2 ? string.Create(CultureInfo.InvariantCulture,
            $"So few runs leave Student's t {Degrees:0.#} degree{(Degrees is > 0.95 and < 1.05 ? "" : "s")} of freedom, and tell only large differences{(SmallestDetectable(confidence) is { } least ? $" (from +{least * 100:0} %)" : "")}. ") : "";
        return few + (_balanced.RepeatsToTellFrom(limit, Starts, confidence) is { } starts
            ? string.Create(CultureInfo.InvariantCulture, $"About {starts} runs of each, each with a server started anew, would {tell} (80 % of the time), if they scatter as these {Starts} do.")
            : @else);
    }

    /// <summary>
    /// What a run's figure scatters by more than those of other runs because it has fewer windows than they, or less in them: of
    /// windows, by what all of them scatter about their own run's mean; of figures that no window has, by their own intervals.
    /// </summary>
    private static (double Error, double Degrees) Own(StartMetric metric, Start one, IReadOnlyList<Start> others)
    {
        if (metric.OfWindows is not { } known)
        {
            var more = OfInterval(metric, one) - others.Average(o => OfInterval(metric, o));
            return more > 0 ? (Math.Sqrt(more), double.PositiveInfinity) : default;
        }

        var runs = others.Append(one).Select(s => known.Values(s.Evidence).Select(v => Math.Log(v)).ToList()).ToList();
        var (degrees, squares) = (runs.Sum(r => r.Count - 1), runs.Sum(r => r.Sum(v => Math.Pow(v - r.Average(), 2))));
        var share = (1.0 / runs[^1].Count) - runs.SkipLast(1).Average(r => 1.0 / r.Count);
        return degrees > 0 && share > 0 ? (Math.Sqrt(squares / degrees * share), degrees) : default;
    }

    /// <summary>The squared standard error of a figure's log, by its 95 % interval; 0 where it has none.</summary>
    private static double OfInterval(StartMetric metric, Start start) =>
        metric.Of(start) is { Lower: > 0 and var lower, Upper: { } upper } ? Math.Pow(Math.Log(upper / lower) / (2 * NormalDistribution.Quantile(0.975)), 2) : 0;

    private static List<double>? Means(StartMetric metric, IReadOnlyList<Start> starts)
    {
        var means = starts.Select(s => Mean(metric, s)).ToList();
        return means.Contains(null) ? null : [.. means.OfType<double>()];
    }

    private static double MeasuredTo(StartMetric metric, IReadOnlyList<Start> starts) =>
        starts.Average(s => metric.Of(s) is { MeasuredTo: { } measured, Value: { } value } ? measured / value : 0);
}
