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
    private const double Confidence = 0.95;

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
        var (mean, half) = (logs.Average(), Half(logs, 0));
        return new Estimate { Value = Math.Exp(mean), Lower = Math.Exp(mean - half), Upper = Math.Exp(mean + half), N = Count, Unit = FigureOf(First).Unit, Method = "geometric mean of runs, Student t" };
    }

    /// <summary>The mean over runs; of one run, or where runs scatter less than a run's own interval is wide, with that.</summary>
    public Estimate Arithmetic() => Mean([.. starts.Select(FigureOf)], WindowMetrics.Least(metric), WindowMetrics.Most(metric));

    /// <summary>The same of figures that are made from each run for the purpose, such as costs.</summary>
    /// <param name="figures">Each run's; all have a value.</param>
    /// <param name="least">The least that one can be.</param>
    /// <param name="most">The most.</param>
    public static Estimate Mean(IReadOnlyList<Estimate> figures, double least = 0, double most = double.PositiveInfinity)
    {
        var first = figures[0];
        if (figures.Count == 1)
            return first;
        double[] values = [.. figures.Select(f => f.Value!.Value)];
        var mean = values.Average();
        return new Estimate
        {
            Value = mean, Lower = Math.Max(least, mean - Half(values, first.Value - first.Lower)), Upper = Math.Min(most, mean + Half(values, first.Upper - first.Value)), N = values.Length, Unit = first.Unit,
            Method = "mean of runs, Student t, no narrower than the first run's own interval",
        };
    }

    private static double Half(IReadOnlyList<double> values, double? least) =>
        Math.Max(least ?? 0, StudentT.Quantile((1 + Confidence) / 2, values.Count - 1) * MeanInterval.StandardError(values));

    private Estimate FigureOf(Start start) => start.Result.Metrics[metric];
}
