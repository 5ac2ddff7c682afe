namespace Joulemark.Statistics;

/// <summary>
/// How two sets of positive figures compare, on the log scale: the ratio of their geometric means, its standard error, and
/// what follows by Student's t. Energies scatter in proportion to their size, so that logs are nearer to normal, and a ratio
/// reads the same from both sides.
/// </summary>
/// <param name="Difference">Mean log of the second less mean log of the first.</param>
/// <param name="StandardError">Its standard error; 0 where nothing scatters.</param>
/// <param name="Degrees">Degrees of freedom; 0 where there are too few repeats for an interval.</param>
/// <param name="IsPaired">True where each figure of the second was compared with its neighbour of the first.</param>
internal readonly record struct LogRatio(double Difference, double StandardError, double Degrees, bool IsPaired)
{
    private const double Confidence = 0.95;

    /// <summary>Standard error that one repeat of each side would leave, and degrees of freedom that each further one of both adds; null where both have as many anyway.</summary>
    public (double Error, double Degrees)? OfOne { get; init; }

    /// <summary>Second ÷ first.</summary>
    public double Ratio => Math.Exp(Difference);

    /// <summary>True where figures in a row are alike, so that they count for fewer than they are.</summary>
    public bool IsWorthFewer { get; private init; }

    /// <summary>False where fewer than three repeats say nothing of their spread.</summary>
    public bool HasInterval => Degrees > 0;

    /// <summary>Two independent sets: Welch 1947, doi:10.1093/biomet/34.1-2.28, degrees by Satterthwaite 1946, doi:10.2307/3002019.</summary>
    /// <exception cref="ArgumentException">A set is empty, or a figure is not positive and finite: it has no logarithm.</exception>
    /// <param name="first">What the ratio is relative to.</param>
    /// <param name="second">The other.</param>
    /// <param name="fewest">Fewer of either give no interval; at least 2.</param>
    /// <param name="worth">How many independent figures a set counts for; null for their number. Of windows in a row, see <see cref="Autocorrelation.Worth"/>.</param>
    public static LogRatio Welch(IReadOnlyList<double> first, IReadOnlyList<double> second, int fewest = MeanInterval.FewestRepeats, Func<double[], double>? worth = null) =>
        OfLogs(Logs(first), Logs(second), fewest, worth);

    /// <summary>The same of figures that are on a scale on which they add already, such as shares.</summary>
    public static LogRatio OfLogs(double[] a, double[] b, int fewest = 2, Func<double[], double>? worth = null)
    {
        var difference = b.Average() - a.Average();
        if (Math.Min(a.Length, b.Length) < fewest)
            return new LogRatio(difference, 0, 0, IsPaired: false);
        var (worthA, worthB) = (worth?.Invoke(a) ?? a.Length, worth?.Invoke(b) ?? b.Length);
        var (varianceA, varianceB) = (Math.Pow(MeanInterval.StandardError(a), 2) * a.Length / worthA, Math.Pow(MeanInterval.StandardError(b), 2) * b.Length / worthB);
        var variance = varianceA + varianceB;
        var degrees = variance == 0 ? a.Length + b.Length - 2
            : variance * variance / ((varianceA * varianceA / (worthA - 1)) + (varianceB * varianceB / (worthB - 1)));
        var (spreadA, spreadB) = (varianceA * a.Length, varianceB * b.Length);
        return new LogRatio(difference, Math.Sqrt(variance), degrees, IsPaired: false)
        {
            IsWorthFewer = worthA < a.Length || worthB < b.Length,
            OfOne = variance == 0 ? null : (Math.Sqrt(spreadA + spreadB), Math.Pow(spreadA + spreadB, 2) / ((spreadA * spreadA) + (spreadB * spreadB))),
        };
    }

    /// <summary>Neighbours in time, whose common drift cancels: Student's t of the differences.</summary>
    /// <exception cref="ArgumentException">The sets differ in length, are empty, or a figure is not positive and finite.</exception>
    /// <param name="first">What the ratio is relative to.</param>
    /// <param name="second">The other.</param>
    /// <param name="fewest">Fewer pairs give no interval; at least 2.</param>
    /// <param name="worth">How many independent pairs their differences count for; null for their number. Of windows in a row, see <see cref="Autocorrelation.Worth"/>.</param>
    public static LogRatio Paired(IReadOnlyList<double> first, IReadOnlyList<double> second, int fewest = MeanInterval.FewestRepeats, Func<double[], double>? worth = null)
    {
        if (first.Count != second.Count)
            throw new ArgumentException($"Pairs need as many of each: {first.Count} and {second.Count} were given.", nameof(second));
        var differences = Logs(second).Zip(Logs(first), (b, a) => b - a).ToArray();
        if (differences.Length < fewest)
            return new LogRatio(differences.Average(), 0, 0, IsPaired: true);
        var independent = worth?.Invoke(differences) ?? differences.Length;
        return new LogRatio(differences.Average(), MeanInterval.StandardError(differences) * Math.Sqrt(differences.Length / independent), independent - 1, IsPaired: true) { IsWorthFewer = independent < differences.Length };
    }

    /// <summary>
    /// One figure against a set, which it is taken to scatter as: Student's t with the set's spread, as for a prediction,
    /// SE = s·√(1 + 1/n).
    /// </summary>
    /// <param name="first">What the ratio is relative to.</param>
    /// <param name="second">The other; one of the two has one figure.</param>
    /// <param name="fewest">Fewer in the larger set give no interval; at least 2.</param>
    /// <param name="own">What the one figure scatters by more than those of the set, by itself, as a standard error of its log, and the degrees of freedom by which that is known.</param>
    /// <exception cref="ArgumentException">A set is empty, neither has one figure, or a figure is not positive and finite.</exception>
    public static LogRatio OneAgainstMany(IReadOnlyList<double> first, IReadOnlyList<double> second, int fewest, (double Error, double Degrees) own = default)
    {
        var ratio = OneAgainstManyOfLogs(Logs(first), Logs(second), fewest);
        if (!ratio.HasInterval || !(own is { Error: > 0, Degrees: > 0 }))
            return ratio;
        var (ofSet, ofOne) = (ratio.StandardError * ratio.StandardError, own.Error * own.Error);
        var variance = ofSet + ofOne;
        return ratio with { StandardError = Math.Sqrt(variance), Degrees = variance * variance / ((ofSet * ofSet / ratio.Degrees) + (ofOne * ofOne / own.Degrees)) };
    }

    /// <summary>The same of figures that are on a scale on which they add already, such as shares.</summary>
    public static LogRatio OneAgainstManyOfLogs(double[] a, double[] b, int fewest)
    {
        if (Math.Min(a.Length, b.Length) != 1)
            throw new ArgumentException($"One of the sets must have one figure: they have {a.Length} and {b.Length}.", nameof(b));
        var (difference, many) = (b.Average() - a.Average(), a.Length > 1 ? a : b);
        return many.Length < fewest ? new LogRatio(difference, 0, 0, IsPaired: false)
            : new LogRatio(difference, MeanInterval.StandardError(many) * Math.Sqrt(many.Length + 1), many.Length - 1, IsPaired: false);
    }

    /// <summary>The ratio with its interval; the ends are null where there is none.</summary>
    /// <param name="confidence">Between 0 and 1; default 0.95.</param>
    public Interval Interval(double confidence = Confidence)
    {
        if (!HasInterval)
            return new Interval(Ratio, null, null);
        var half = StudentT.Quantile((1 + confidence) / 2, Degrees) * StandardError;
        return new Interval(Ratio, Math.Exp(Difference - half), Math.Exp(Difference + half));
    }

    /// <summary>Probability of a ratio as far from 1, either way, if there were no difference.</summary>
    public double PDifferent => HasInterval ? Math.Min(1, 2 * UpperTail(Math.Abs(Difference))) : 1;

    /// <summary>
    /// Smallest true ratio above 1 that a repeat of this design would have found with a probability of <paramref name="power"/>:
    /// exp((t₁₋α/₂ + t_power)·SE), the usual approximation of the non-central t (Cohen 1988, section 2.4). Null without an interval.
    /// </summary>
    public double? SmallestDetectable(double power = 0.8, double confidence = Confidence) =>
        HasInterval ? Math.Exp((StudentT.Quantile((1 + confidence) / 2, Degrees) + StudentT.Quantile(power, Degrees)) * StandardError) : null;

    /// <summary>
    /// How many repeats of each would tell a true log ratio of this size from 0 with this power, if they scatter as these do;
    /// null without an interval, and where it is beyond <paramref name="most"/>.
    /// </summary>
    /// <param name="logEffect">What is to be told from 0, e.g. the distance of the estimate from a limit.</param>
    /// <param name="repeats">Repeats of each that gave this standard error.</param>
    /// <param name="power">Probability of telling it; default 0.8.</param>
    /// <param name="confidence">Of the interval, two-sided.</param>
    /// <param name="most">Most repeats to think of.</param>
    public int? RepeatsFor(double logEffect, int repeats, double power = 0.8, double confidence = Confidence, int most = 1000)
    {
        if (!HasInterval || logEffect == 0)
            return null;
        var (one, perRepeat) = OfOne ?? (StandardError * Math.Sqrt(repeats), Degrees / Math.Max(1, repeats - 1));
        for (var n = MeanInterval.FewestRepeats; n <= most; n++)
        {
            var degrees = perRepeat * (n - 1);
            var reach = (StudentT.Quantile((1 + confidence) / 2, degrees) + StudentT.Quantile(power, degrees)) * one / Math.Sqrt(n);
            if (reach <= Math.Abs(logEffect))
                return n;
        }

        return null;
    }

    /// <summary>P(T ≥ distance ÷ SE). Without scatter, what is beyond is beyond for certain.</summary>
    private double UpperTail(double distance) =>
        StandardError > 0 ? 1 - StudentT.Cumulative(distance / StandardError, Degrees)
        : distance > 0 ? 0 : distance < 0 ? 1 : 0.5;

    private static double[] Logs(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            throw new ArgumentException("There are no figures to compare.", nameof(values));
        return [.. values.Select(v => v > 0 && double.IsFinite(v) ? Math.Log(v) : throw new ArgumentException(
            FormattableString.Invariant($"{v} has no logarithm: only positive figures have ratios."), nameof(values)))];
    }
}
