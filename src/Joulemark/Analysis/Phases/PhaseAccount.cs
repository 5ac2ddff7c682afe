namespace Joulemark.Analysis.Phases;

/// <summary>One account of what was done in the slices, and the regression by it.</summary>
/// <param name="Slices">The slices.</param>
/// <param name="Coefficients">Watts, and joules per prefill and per decode token.</param>
/// <param name="Residuals">Joules that it leaves over in each slice.</param>
internal sealed record PhaseAccount(IReadOnlyList<PhaseSlice> Slices, double[] Coefficients, double[] Residuals)
{
    private const double StandardErrorsOff = 4; // that an account fits worse by to be out of the question

    /// <summary>Joules that it leaves over, squared.</summary>
    public double Left { get; } = Residuals.Sum(r => r * r);

    /// <summary>The regression.</summary>
    public static PhaseAccount Of(IReadOnlyList<PhaseSlice> slices)
    {
        var sum = default(PhaseProducts);
        foreach (var slice in slices)
            sum.Add(slice);
        var coefficients = sum.Solve();
        var residuals = new double[slices.Count];
        for (var i = 0; i < residuals.Length; i++)
            residuals[i] = slices[i].Joules - (coefficients[0] * slices[i].Seconds) - (coefficients[1] * slices[i].PrefillTokens) - (coefficients[2] * slices[i].DecodeTokens);
        return new PhaseAccount(slices, coefficients, residuals);
    }

    /// <summary>Whether it may be better than the best one in a resample: it is no worse by some standard errors of the difference.</summary>
    public bool MayFitBetterThan(PhaseAccount best, int block)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < Residuals.Length; i++)
        {
            var worse = (Residuals[i] * Residuals[i]) - (best.Residuals[i] * best.Residuals[i]);
            (sum, squares) = (sum + worse, squares + (worse * worse));
        }

        return sum <= StandardErrorsOff * Math.Sqrt(block * squares);
    }
}
