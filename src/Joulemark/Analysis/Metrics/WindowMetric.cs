using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Metrics;

/// <summary>A metric with one value per window: its figure is the mean of the windows.</summary>
/// <param name="Name">Name in results.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">The value of one window; null when something it needs is missing.</param>
/// <param name="Answers">
/// 1 where the value is in proportion to the share of right answers, −1 where it is the other way round, 0 where it has nothing to
/// do with it. The windows' scatter tells how well that share is known only where each window asks other items.
/// </param>
internal sealed record WindowMetric(string Name, string Unit, Func<ConfigurationEvidence, WindowFigures, double?> Value, int Answers = 0)
{
    private const string Method = "mean of windows, Student t";
    private const string SequentialMethod = "mean of windows, Student t, for repeats that went on until precise";

    public Metrology.Estimate Estimate(ConfigurationEvidence evidence)
    {
        var values = evidence.Windows.Select(w => ValueOf(evidence, w)).ToList();

        // One window without a value would leave a mean of the others that looks whole: all or nothing.
        if (values.Count == 0 || values.Contains(null))
            return new Metrology.Estimate { Unit = Unit, Method = Method, N = 0 };
        var interval = MeanInterval.Of([.. values.OfType<double>()], evidence.IsSequential);
        var measuredTo = MeasuredTo(evidence);
        var (scatter, idle) = (interval.Upper - interval.Value ?? 0, IdlePart(evidence));
        var half = Math.Max(Math.Sqrt((scatter * scatter) + (idle * idle)), measuredTo ?? 0);
        var isOfItems = Answers != 0 && interval.Lower is not null && Accuracy.AreAskedAgain(evidence);
        var whole = interval.Lower is null ? interval : new Interval(interval.Value, Math.Max(WindowMetrics.Least(Name), interval.Value - half), Math.Min(WindowMetrics.Most(Name), interval.Value + half));
        whole = isOfItems ? MoverRatio.Of(Accuracy.Relative(evidence, -Answers), whole) : whole;
        return new Metrology.Estimate
        {
            Value = whole.Value,
            Lower = whole.Lower,
            Upper = whole.Upper,
            MeasuredTo = measuredTo,
            N = values.Count,
            Unit = Unit,
            Method = interval.Lower is null ? $"mean of windows; no interval from fewer than {MeanInterval.FewestRepeats}"
                : isOfItems && whole.Lower is null ? "mean of windows; no interval where no answer is right"
                : isOfItems ? "mean of windows, Student t, and the share of right answers (Wilson), whose items were asked again: together in squares (MOVER)"
                : half == measuredTo ? "mean of windows; the interval is how well their joules are known, which is more than they scatter"
                : (evidence.IsSequential ? SequentialMethod : Method) + (idle > 0 ? ", and how well idle power is known, in squares" : ""),
        };
    }

    /// <summary>
    /// What the metric changes by when each window's joules change by what they are uncertain by, in the mean. Windows that
    /// fall on a sensor's steps alike scatter less than they are wrong, so that their errors must be taken for the same.
    /// </summary>
    private double? MeasuredTo(ConfigurationEvidence evidence)
    {
        var changes = evidence.Windows.Select(w =>
            ValueOf(evidence, w with { Gross = w.Gross + w.Uncertainty, Net = w.Net + w.NetUncertainty }) - ValueOf(evidence, w) is { } change ? Math.Abs(change) : (double?)null).ToList();
        return changes.Contains(null) || changes.TrueForAll(c => c == 0) ? null : changes.Average();
    }

    /// <summary>What the metric changes by when idle power changes by what it is uncertain by: alike in every window, so that no scatter shows it.</summary>
    public double IdlePart(ConfigurationEvidence evidence)
    {
        if (evidence.IdleUncertainty == 0)
            return 0;
        var off = new Power(evidence.IdleUncertainty);
        var other = evidence with { Idle = evidence.Idle + off };
        return evidence.Windows.Average(w => Math.Abs(ValueOf(other, w with { Net = w.Net + (off * w.Duration) }) - ValueOf(evidence, w) ?? 0));
    }

    /// <summary>The same, over the metric's mean; 0 where that is none.</summary>
    public double RelativeIdlePart(ConfigurationEvidence evidence) => IdlePart(evidence) is > 0 and var part && Values(evidence).Average() is > 0 and var mean ? part / mean : 0;

    /// <summary>By what power of the joules the metric goes: 1 for joules per token, −1 for tokens per joule, of which this is the size; 0 for what holds no joules.</summary>
    public double ShareOfJoules(ConfigurationEvidence evidence)
    {
        const double step = 1.01;
        var more = evidence with { Idle = evidence.Idle * step };
        return evidence.Windows.Select(w => Math.Abs(Math.Log((ValueOf(more, w with { Gross = w.Gross * step, Net = w.Net * step }) / ValueOf(evidence, w)) ?? 1)) / Math.Log(step))
            .Where(double.IsFinite).DefaultIfEmpty(0).Average();
    }

    /// <summary>The value of a window; what is divided by nothing, as inferences by the joules of a counter that stands still, is none.</summary>
    private double? ValueOf(ConfigurationEvidence evidence, WindowFigures window) => Value(evidence, window) is { } value && double.IsFinite(value) ? value : null;

    /// <summary>The values of the windows that have one.</summary>
    public IReadOnlyList<double> Values(ConfigurationEvidence evidence) =>
        [.. evidence.Windows.Select(w => ValueOf(evidence, w)).OfType<double>()];
}
