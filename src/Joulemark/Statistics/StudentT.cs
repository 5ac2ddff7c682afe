namespace Joulemark.Statistics;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    private const double Precision = 1e-12;
    private const double AlmostNormal = 1e7; // degrees of freedom, from which the two are the same to seven digits

    /// <summary>The value that a t variable with these degrees of freedom stays below with this probability.</summary>
    /// <param name="probability">Between 0 and 1, both excluded.</param>
    /// <param name="degreesOfFreedom">Above 0; need not be whole (Welch), nor finite.</param>
    public static double Quantile(double probability, double degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degreesOfFreedom);
        if (probability is <= 0 or >= 1)
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1, both excluded.");
        if (degreesOfFreedom >= AlmostNormal)
            return NormalDistribution.Quantile(probability);
        if (probability < 0.5)
            return -Quantile(1 - probability, degreesOfFreedom);

        // Monotonic, so bisection cannot fail; it runs a few times per report.
        double low = 0, high = 1;
        while (Cumulative(high, degreesOfFreedom) < probability)
            high *= 2;
        while (high - low > Precision * high)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle, degreesOfFreedom) < probability)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>Probability of a value at most <paramref name="t"/> (Abramowitz and Stegun, 26.7.1).</summary>
    public static double Cumulative(double t, double degreesOfFreedom)
    {
        if (degreesOfFreedom >= AlmostNormal)
            return NormalDistribution.Cumulative(t);
        var tail = RegularizedBeta.Value(degreesOfFreedom / (degreesOfFreedom + (t * t)), degreesOfFreedom / 2, 0.5) / 2;
        return t >= 0 ? 1 - tail : tail;
    }
}
