using Joulemark.Metrology;

namespace Joulemark.Analysis;

/// <summary>
/// How well the idle power is known that is taken off the windows: how well it was measured, and how far the machine's has gone by the
/// end of the run. The windows lie between the two, so that theirs is anywhere between: a uniform distribution as wide as that
/// to either side, of a standard uncertainty of 1/√3 of it (JCGM 100:2008, 4.3.7).
/// </summary>
internal static class IdleUncertainty
{
    /// <summary>Half the width of a 95 % interval, in watts.</summary>
    /// <param name="measured">The same of each baseline, by its measuring alone.</param>
    /// <param name="before">Power of the bare machine before the run; null when missing.</param>
    /// <param name="after">The same after it.</param>
    public static double Of(IReadOnlyList<double> measured, Power? before, Power? after)
    {
        if (measured.Count == 0)
            return 0;
        var drift = before is { } b && after is { } a ? Math.Abs(a.Watts - b.Watts) : 0;
        return Math.Sqrt(Math.Pow(measured.Average(), 2) + Math.Pow(EnergyUncertainty.CoverageFactor * drift / Math.Sqrt(3), 2));
    }
}
