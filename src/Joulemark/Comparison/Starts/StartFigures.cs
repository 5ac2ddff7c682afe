using System.Globalization;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Starts;

/// <summary>A metric's figures over the starts of one configuration.</summary>
/// <param name="metric">The metric.</param>
/// <param name="starts">The starts; each has the figure, unless it is <see cref="Lacking"/>.</param>
internal sealed class StartFigures(string metric, IReadOnlyList<Start> starts)
{
    /// <summary>What to do where all runs have one figure.</summary>
    public const string WhereNothingScatters = "Every run has the same figure, to the last digit, so that nothing says how well it is known: use a finer meter, or another metric.";

    private const double Confidence = 0.95;

    private const string NothingScatters = "mean of runs; no interval: they are equal to the last digit, so that nothing says how well it is known";

    public Start First => starts[0];

    public int Count => starts.Count;

    /// <summary>The first start without such a figure; null where each has one.</summary>
    public Start? Lacking => starts.FirstOrDefault(s => ServersFigure.Of(metric, s.Result) is null);

    public IEnumerable<string> Units => starts.Select(s => FigureOf(s).Unit);

    /// <summary>Each start's.</summary>
    public double[] Values => [.. starts.Select(s => FigureOf(s).Value!.Value)];

    /// <summary>What the starts scatter by; 0 for one.</summary>
    public double Spread => Count == 1 ? 0 : MeanInterval.StandardError(Values) * Math.Sqrt(Count);

    /// <summary>Over how many, for a sentence.</summary>
    public string Over => string.Create(CultureInfo.InvariantCulture, $" over {Count} {(Count == 1 ? "run" : "runs")}");

    /// <summary>The figure over runs, by Student's t of their logs.</summary>
    public Estimate Geometric()
    {
        var logs = starts.Select(s => StartRatio.Mean(metric, s)).OfType<double>().Select(m => Math.Log(m)).ToList();
        if (Count == 1 || logs.Count < Count)
            return Arithmetic();
        var (mean, half) = (logs.Average(), Half(logs, starts.Average(s => FigureOf(s) is { MeasuredTo: { } measured, Value: { } value } ? Math.Log(1 + (measured / value)) : (double?)null), isCount: false));
        return new Estimate
        {
            Value = Math.Exp(mean), Lower = half is null ? null : Math.Exp(mean - half.Value), Upper = half is null ? null : Math.Exp(mean + half.Value), N = Count, Unit = FigureOf(First).Unit,
            Method = half is null ? NothingScatters : "geometric mean of runs, Student t, no narrower than their joules are known",
        };
    }

    /// <summary>
    /// The mean over runs; of one run, or where runs scatter less than their own intervals are wide, with those. A share of so many that were counted
    /// has both in squares: every run asks the same items, and what those leave open no run shows.
    /// </summary>
    public Estimate Arithmetic()
    {
        var mean = Mean([.. starts.Select(FigureOf)], WindowMetrics.Least(metric), WindowMetrics.Most(metric), StartPoints.IsCount(metric));

        // A percentile of too few requests is too low in every run alike, which no scatter shows.
        return mean.Unit == "s" && WindowMetrics.All.All(m => m.Name != metric) && starts.Any(s => FigureOf(s).Upper is null)
            ? mean with { Lower = null, Upper = null, Method = "mean of runs; no interval where a run has too few requests for its own" } : mean;
    }

    /// <summary>The same of figures that are made from each run for the purpose, such as costs.</summary>
    /// <param name="figures">Each run's; all have a value.</param>
    /// <param name="least">The least that one can be.</param>
    /// <param name="most">The most.</param>
    /// <param name="isCount">True for shares of what was counted, whose own intervals are of the items.</param>
    public static Estimate Mean(IReadOnlyList<Estimate> figures, double least = 0, double most = double.PositiveInfinity, bool isCount = false)
    {
        var first = figures[0];
        if (figures.Count == 1)
            return first;
        double[] values = [.. figures.Select(f => f.Value!.Value)];
        var (mean, below, above) = (values.Average(), Half(values, figures.Average(f => f.Value - f.Lower), isCount), Half(values, figures.Average(f => f.Upper - f.Value), isCount));
        var isKnown = below is not null && above is not null;
        return new Estimate
        {
            Value = mean, Lower = isKnown ? Math.Max(least, mean - below!.Value) : null, Upper = isKnown ? Math.Min(most, mean + above!.Value) : null, N = values.Length, Unit = first.Unit,
            Method = !isKnown ? NothingScatters : $"mean of runs, Student t, {(isCount ? "in squares with" : "no narrower than")} their own intervals in the mean",
        };
    }

    /// <summary>How far an interval of runs reaches; null where nothing scatters and nothing else is known of it, which is no exact figure but a coarse one.</summary>
    private static double? Half(IReadOnlyList<double> values, double? own, bool isCount)
    {
        var scatter = StudentT.Quantile((1 + Confidence) / 2, values.Count - 1) * MeanInterval.StandardError(values);
        var half = isCount ? Math.Sqrt((scatter * scatter) + Math.Pow(own ?? 0, 2)) : Math.Max(own ?? 0, scatter);
        return half > 0 || own is not null ? half : null;
    }

    private Estimate FigureOf(Start start) => start.Result.Metrics[metric];
}
