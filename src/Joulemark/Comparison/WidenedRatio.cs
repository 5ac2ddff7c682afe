using Joulemark.Statistics;

namespace Joulemark.Comparison;

/// <summary>A ratio with all by which it may be wrong: how its repeats scatter, how well the joules are known, and what no repeat shows.</summary>
/// <param name="Scatter">The ratio, by its repeats.</param>
/// <param name="Measured">How well the joules are known, relative, at 95 %; the interval is never narrower, for that error may be the same in every repeat.</param>
/// <param name="Unseen">What the repeats do not show.</param>
/// <param name="IsSequential">True where repeats went on until they were precise, which an interval allows for.</param>
internal readonly record struct WidenedRatio(LogRatio Scatter, double Measured, UnseenError Unseen, bool IsSequential = false)
{
    private const double Power = 0.8;

    /// <summary>The interval; the ends are null where there is none.</summary>
    /// <param name="confidence">Between 0 and 1; allowance for repeats that stopped when precise is made beside.</param>
    public Interval Interval(double confidence)
    {
        var interval = Scatter.Interval(OfScatter(confidence));
        if (interval is not { Lower: { } lower, Upper: { } upper })
            return interval;
        var (value, unseen, measured) = (interval.Value, Unseen, Measured);
        double Factor(double end) => Math.Exp(unseen.Distance(Math.Abs(Math.Log(end / value)), measured, NormalDistribution.Quantile((1 + confidence) / 2)));
        var (least, most) = (value / Factor(lower), value * Factor(upper));
        return least > 0 && double.IsFinite(most) ? new Interval(value, least, most) : new Interval(value, null, null); // one degree of freedom and a strict level leave everything open
    }

    /// <summary>True where nothing scatters and nothing else is known of how wrong it may be.</summary>
    public bool IsOfNothing => Scatter.StandardError == 0 && Measured == 0 && Unseen.Whole == 0;

    /// <summary>True where no number of repeats tells the ratio from a limit, as the joules are not known so well.</summary>
    /// <param name="limit">What to tell it from.</param>
    /// <param name="confidence">Of the interval, two-sided.</param>
    /// <param name="power">Probability of telling it.</param>
    public bool IsKnownTooBadly(double limit, double confidence, double power = Power) =>
        Math.Abs(Scatter.Difference - Math.Log(limit)) <= Math.Max(MeasuredAt(confidence), UnseenReach(confidence, power));

    /// <summary>Smallest relative increase that a repeat of this design would have told from none with 80 % probability; null without an interval.</summary>
    public double? SmallestDetectable(double confidence) =>
        Scatter.SmallestDetectable(confidence: OfScatter(confidence)) is { } effect
            ? Math.Max(Math.Exp(Math.Sqrt(Math.Pow(Math.Log(effect), 2) + Math.Pow(UnseenReach(confidence, Power), 2))), Math.Exp(MeasuredAt(confidence))) - 1 : null;

    /// <summary>How many repeats of each side would tell the ratio from a limit, if they scatter as these do; null where more of them do not help.</summary>
    /// <param name="limit">What to tell it from.</param>
    /// <param name="repeats">Repeats of each that gave the scatter.</param>
    /// <param name="confidence">Of the interval, two-sided.</param>
    /// <param name="power">Probability of telling it.</param>
    public int? RepeatsToTellFrom(double limit, int repeats, double confidence, double power = Power)
    {
        var (distance, unseen) = (Math.Abs(Scatter.Difference - Math.Log(limit)), UnseenReach(confidence, power));
        return IsKnownTooBadly(limit, confidence, power) ? null
            : Scatter.RepeatsFor(Math.Sqrt((distance * distance) - (unseen * unseen)), repeats, power, OfScatter(confidence));
    }

    private double MeasuredAt(double confidence) => UnseenError.At(Measured, NormalDistribution.Quantile((1 + confidence) / 2));

    private double OfScatter(double confidence) => MeanInterval.ConfidenceOf(IsSequential, confidence);

    private double UnseenReach(double confidence, double power) => Unseen.Reach(NormalDistribution.Quantile((1 + confidence) / 2) + NormalDistribution.Quantile(power));
}
