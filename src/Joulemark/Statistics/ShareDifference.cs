namespace Joulemark.Statistics;

/// <summary>Difference of two proportions, second less first, with its interval: how much accuracy is won or lost.</summary>
public static class ShareDifference
{
    private const double Confidence = 0.95;

    /// <summary>
    /// Of two independent samples: Newcombe's hybrid score interval (1998, doi:10.1002/(SICI)1097-0258(19980430)17:8&lt;873::AID-SIM779&gt;3.0.CO;2-I, method 10).
    /// </summary>
    /// <param name="first">Successes of the first.</param>
    /// <param name="ofFirst">Trials of the first.</param>
    /// <param name="second">Successes of the second.</param>
    /// <param name="ofSecond">Trials of the second.</param>
    /// <param name="confidence">Between 0 and 1; default 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">One has no trials, or more successes than trials.</exception>
    public static Interval Independent(int first, int ofFirst, int second, int ofSecond, double confidence = Confidence)
    {
        var (a, b) = (WilsonInterval.Of(first, ofFirst, confidence), WilsonInterval.Of(second, ofSecond, confidence));
        var difference = b.Value - a.Value;
        var below = Math.Sqrt(Math.Pow(b.Value - b.Lower!.Value, 2) + Math.Pow(a.Upper!.Value - a.Value, 2));
        var above = Math.Sqrt(Math.Pow(b.Upper!.Value - b.Value, 2) + Math.Pow(a.Value - a.Lower!.Value, 2));
        return new Interval(difference, difference - below, difference + above);
    }

    /// <summary>
    /// Of the same items asked of both: Tango's score interval (1998, doi:10.1002/(SICI)1097-0258(19980430)17:8&lt;891::AID-SIM780&gt;3.0.CO;2-B).
    /// </summary>
    /// <param name="onlyFirst">Items that only the first got right.</param>
    /// <param name="onlySecond">Items that only the second got right.</param>
    /// <param name="items">All items, those included on which both agree.</param>
    /// <param name="confidence">Between 0 and 1; default 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no items, or more that differ than there are.</exception>
    public static Interval Paired(int onlyFirst, int onlySecond, int items, double confidence = Confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(onlyFirst, items - onlySecond);
        var difference = (onlySecond - onlyFirst) / (double)items;
        var z = NormalDistribution.Quantile((1 + confidence) / 2);

        // The score falls as the assumed difference grows: each end is where it passes ±z.
        return new Interval(difference, Crossing(z, -1, difference), Crossing(-z, difference, 1));

        double Crossing(double level, double low, double high)
        {
            for (var i = 0; i < 100; i++)
            {
                var middle = (low + high) / 2;
                if (Score(onlySecond, onlyFirst, items, middle) > level)
                    low = middle;
                else
                    high = middle;
            }

            return (low + high) / 2;
        }
    }

    /// <summary>Tango's score of an assumed difference: b − c − nδ over its standard error at the restricted maximum likelihood.</summary>
    private static double Score(double b, double c, double n, double delta)
    {
        var p = -b - c + (((2 * n) - b + c) * delta);
        var q = -c * delta * (1 - delta);
        var nuisance = (Math.Sqrt(Math.Max(0, (p * p) - (8 * n * q))) - p) / (4 * n);
        var variance = n * ((2 * nuisance) + (delta * (1 - delta)));
        var distance = b - c - (n * delta);
        return variance > 0 ? distance / Math.Sqrt(variance) : distance == 0 ? 0 : distance > 0 ? double.PositiveInfinity : double.NegativeInfinity;
    }
}
