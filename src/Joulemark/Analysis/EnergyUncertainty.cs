using Joulemark.Metrology;

namespace Joulemark.Analysis;

/// <summary>
/// Standard uncertainty of a measured energy, in joules, by where it comes from. The sensor's gain is not in it: it is the
/// same in every window, so it is listed apart (<see cref="SystematicBudget"/>).
/// </summary>
/// <param name="Edge">Readings near the window's edges that are older than they seem.</param>
/// <param name="Quantisation">Steps of the reading.</param>
/// <param name="Sampling">What happened between readings.</param>
/// <param name="Coverage">What happened while the sensor did not look.</param>
internal readonly record struct EnergyUncertainty(double Edge, double Quantisation, double Sampling, double Coverage)
{
    /// <summary>Standard deviations to either side that hold 95 % of a normal distribution.</summary>
    public const double CoverageFactor = 1.96;

    /// <summary>The parts together: they have nothing to do with each other, so their squares add up.</summary>
    public double Standard => Math.Sqrt((Edge * Edge) + (Quantisation * Quantisation) + (Sampling * Sampling) + (Coverage * Coverage));

    /// <summary>Half the width of the 95 % interval.</summary>
    public Energy Expanded => new(CoverageFactor * Standard);

    /// <summary>Of a sum of two energies whose errors are independent.</summary>
    public EnergyUncertainty And(EnergyUncertainty other) => new(
        Hypotenuse(Edge, other.Edge), Hypotenuse(Quantisation, other.Quantisation),
        Hypotenuse(Sampling, other.Sampling), Hypotenuse(Coverage, other.Coverage));

    private static double Hypotenuse(double a, double b) => Math.Sqrt((a * a) + (b * b));
}
