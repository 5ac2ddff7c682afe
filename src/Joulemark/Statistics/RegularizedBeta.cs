namespace Joulemark.Statistics;

/// <summary>The regularised incomplete beta function I_x(a, b).</summary>
internal static class RegularizedBeta
{
    private const int MostTerms = 100_000; // about the root of the larger parameter is needed

    // Coefficients of Lanczos' approximation with g = 7, n = 9 (Godfrey 2001): relative error below 1e-15.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>I_x(a, b) by its continued fraction (DLMF 8.17.22), evaluated by Lentz's method.</summary>
    public static double Value(double x, double a, double b)
    {
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;
        // The fraction converges fast below the mean; above it, use I_x(a, b) = 1 − I_{1−x}(b, a).
        if (x > (a + 1) / (a + b + 2))
            return 1 - Value(1 - x, b, a);

        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b)) / a;
        return front * Fraction(x, a, b);
    }

    internal static double LogGamma(double x)
    {
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        x -= 1;
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (x + i);
        var t = x + Lanczos.Length - 1.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    private static double Fraction(double x, double a, double b)
    {
        const double tiny = 1e-300;
        double c = 1, d = 1 - ((a + b) * x / (a + 1));
        d = 1 / (Math.Abs(d) < tiny ? tiny : d);
        var value = d;
        for (var m = 1; m < MostTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            var change = 1.0;
            foreach (var term in (ReadOnlySpan<double>)[even, odd])
            {
                d = 1 + (term * d);
                d = 1 / (Math.Abs(d) < tiny ? tiny : d);
                c = 1 + (term / c);
                c = Math.Abs(c) < tiny ? tiny : c;
                change = c * d;
                value *= change;
            }

            if (Math.Abs(change - 1) < 1e-15)
                return value;
        }

        return value;
    }
}
