using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison;

/// <summary>
/// Ratio of a metric of two configurations, window by window, on the log scale: by pairs where both are of one run, whose
/// rounds measure them in turn, else by Welch's t.
/// </summary>
internal sealed class MetricRatio
{
    private const double Confidence = 0.95;
    private readonly WidenedRatio _ratio;

    private MetricRatio(WidenedRatio ratio, int repeats) => (_ratio, Repeats) = (ratio, repeats);

    /// <summary>Windows of the side that has fewer.</summary>
    public int Repeats { get; }

    /// <summary>True where the windows were compared by pairs.</summary>
    public bool IsPaired => _ratio.Scatter.IsPaired;

    /// <summary>True where windows count for fewer than they are, because neighbours are alike.</summary>
    public bool IsWorthFewer => _ratio.Scatter.IsWorthFewer;

    /// <summary>Probability of a ratio as far from 1, either way, if there were no difference; 1 without an interval.</summary>
    public double PDifferent => _ratio.Scatter.PDifferent;

    /// <summary>B ÷ A.</summary>
    public double Value => _ratio.Scatter.Ratio;

    /// <summary>The ratio; null where a side has no value, or one that has no logarithm.</summary>
    public static MetricRatio? Of(WindowMetric metric, ConfigurationEvidence a, ConfigurationEvidence b)
    {
        var (ofA, ofB) = (metric.Estimate(a), metric.Estimate(b));
        var (valuesA, valuesB) = (metric.Values(a), metric.Values(b));
        if (ofA.Value is null || ofB.Value is null || valuesA.Concat(valuesB).Any(v => !(v > 0 && double.IsFinite(v))))
            return null;
        var isPaired = a.Header.Id == b.Header.Id && Rounds(a).SequenceEqual(Rounds(b));
        var scatter = isPaired ? LogRatio.Paired(valuesA, valuesB, worth: Autocorrelation.Worth) : LogRatio.Welch(valuesA, valuesB, worth: Autocorrelation.Worth);
        return new MetricRatio(new WidenedRatio(scatter, MeasuredTo(ofA, ofB), UnseenError.Of(metric, a, b), a.IsSequential || b.IsSequential), Math.Min(valuesA.Count, valuesB.Count));
    }

    /// <summary>The interval, never narrower than how well the joules are known: windows that all fall on a sensor's steps alike scatter less than they are wrong.</summary>
    /// <param name="confidence">Between 0 and 1; allowance for repeats that stopped when precise is made beside.</param>
    public Interval Interval(double confidence = Confidence) => _ratio.Interval(confidence);

    /// <summary>The ratio for the record.</summary>
    /// <param name="confidence">Of its interval.</param>
    public Estimate Estimate(double confidence = Confidence)
    {
        var interval = Interval(confidence);
        var method = $"ratio of geometric means of windows, {(IsPaired ? "paired t by round" : "Welch's t")} on the log scale{(_ratio.IsSequential ? ", for repeats that went on until precise" : "")}{(IsWorthFewer ? "; windows whose neighbours are alike count for what they are worth" : "")}{_ratio.Unseen.Said}";
        return new Estimate
        {
            Value = Value, Lower = interval.Lower, Upper = interval.Upper, N = Repeats, Unit = "1",
            Method = interval.Lower is null ? $"{method}; no interval from fewer than {MeanInterval.FewestRepeats}"
                : _ratio.Unseen.Whole == 0 && interval.Upper <= Value * Math.Exp(_ratio.Measured) * (1 + 1e-12) ? $"{method}; the interval is how well the joules are known, which is more than they scatter" : method,
        };
    }

    /// <summary>What the ratio says, against a margin that does not matter.</summary>
    /// <param name="margin">Relative difference that does not matter, e.g. 0.05.</param>
    /// <param name="moreIsBetter">True for figures of which more is better.</param>
    /// <param name="confidence">Of the interval that decides.</param>
    public RatioVerdict Verdict(double margin, bool moreIsBetter, double confidence = Confidence)
    {
        // Two one-sided tests at 5 % are the interval of 90 % within the margin (Schuirmann 1987, doi:10.1007/BF01068419).
        return Judge(Interval(confidence), Interval(1 - (2 * (1 - confidence))), margin, moreIsBetter);
    }

    /// <summary>The verdict by an interval, and by the narrower one that stands for the two one-sided tests.</summary>
    public static RatioVerdict Judge(Interval interval, Interval narrow, double margin, bool moreIsBetter)
    {
        if (narrow.Lower >= 1 / (1 + margin) && narrow.Upper <= 1 + margin)
            return RatioVerdict.Equivalent;
        return interval.Upper < 1 ? (moreIsBetter ? RatioVerdict.Worse : RatioVerdict.Better)
            : interval.Lower > 1 ? (moreIsBetter ? RatioVerdict.Better : RatioVerdict.Worse)
            : RatioVerdict.Inconclusive;
    }

    /// <summary>Smallest relative increase that a repeat of this comparison would have told from none with 80 % probability; null without an interval.</summary>
    public double? SmallestDetectable => SmallestDetectableAt(Confidence);

    /// <summary>The same, told at another confidence.</summary>
    public double? SmallestDetectableAt(double confidence) => _ratio.SmallestDetectable(confidence);

    /// <summary>How many windows of each side would tell the ratio from a limit with 80 % probability, if they scatter as these do; null where more repeats do not help.</summary>
    /// <param name="limit">What to tell it from.</param>
    /// <param name="confidence">Of the interval, two-sided.</param>
    public int? RepeatsToTellFrom(double limit, double confidence) => _ratio.RepeatsToTellFrom(limit, Repeats, confidence);

    /// <summary>The same, told with another probability.</summary>
    public int? RepeatsToTellFrom(double limit, double confidence, double power) => _ratio.RepeatsToTellFrom(limit, Repeats, confidence, power);

    private static IEnumerable<int> Rounds(ConfigurationEvidence evidence) => evidence.Windows.Select(w => w.Repeat);

    /// <summary>How well both are measured, the gain left out, relative: independent of each other, so in squares.</summary>
    private static double MeasuredTo(Estimate a, Estimate b) =>
        Math.Sqrt(Math.Pow(a.MeasuredTo / a.Value ?? 0, 2) + Math.Pow(b.MeasuredTo / b.Value ?? 0, 2));
}
