namespace Joulemark.Statistics;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    // Wichura 1988, Algorithm AS 241 (PPND16), doi:10.2307/2347330: relative error about 1e-16.
    private static readonly double[] CentreTop =
        [3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727];

    private static readonly double[] CentreBottom =
        [1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610];

    private static readonly double[] MiddleTop =
        [1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4];

    private static readonly double[] MiddleBottom =
        [1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9];

    private static readonly double[] TailTop =
        [6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230, 0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7];

    private static readonly double[] TailBottom =
        [1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525, 7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15];

    /// <summary>Probability of a value at most <paramref name="z"/>.</summary>
    public static double Cumulative(double z)
    {
        if (double.IsNaN(z))
            return double.NaN;
        if (z > 0)
            return 1 - Cumulative(-z);
        return z < -38 ? 0 : UpperTail(-z);
    }

    /// <summary>The value that a standard normal variable stays below with this probability.</summary>
    /// <param name="probability">Between 0 and 1, both excluded.</param>
    public static double Quantile(double probability)
    {
        if (probability is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1, both excluded.");
        var q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - (q * q);
            return q * Polynomial(CentreTop, r) / Polynomial(CentreBottom, r);
        }

        var tail = Math.Sqrt(-Math.Log(q < 0 ? probability : 1 - probability));
        var value = tail <= 5
            ? Polynomial(MiddleTop, tail - 1.6) / Polynomial(MiddleBottom, tail - 1.6)
            : Polynomial(TailTop, tail - 5) / Polynomial(TailBottom, tail - 5);
        return q < 0 ? -value : value;
    }

    /// <summary>P(Z &gt; z) for z ≥ 0: the series of the density near 0, its continued fraction beyond (Abramowitz and Stegun, 26.2.11 and 26.2.14).</summary>
    private static double UpperTail(double z)
    {
        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z < 3)
        {
            double term = z, sum = z;
            for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
            {
                term *= z * z / ((2 * n) + 1);
                sum += term;
            }

            return 0.5 - (density * sum);
        }

        var fraction = 0.0;
        for (var n = 100; n >= 1; n--)
            fraction = n / (z + fraction);
        return density / (z + fraction);
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        var value = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
            value = (value * x) + coefficients[i];
        return value;
    }
}
