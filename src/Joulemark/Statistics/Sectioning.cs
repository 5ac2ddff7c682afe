namespace Joulemark.Statistics;

/// <summary>
/// What the sections of a sample say of its quantile: values of one section, such as the latencies of one window, are alike,
/// so that an interval that takes all values for independent is too narrow. Sectioning looks at how the quantile differs from
/// section to section (Asmussen and Glynn, Stochastic Simulation, III.5; Nakayama 2014, doi:10.1145/2558328).
/// </summary>
internal static class Sectioning
{
    private const double Confidence = 0.95;

    /// <summary>
    /// The interval, widened to what the sections say where that is more: value × or ÷ e^(t·s/√k), with s from how the logarithms
    /// of the k sections' quantiles lie around the whole sample's. An interval without ends stays without.
    /// </summary>
    /// <param name="whole">The quantile of all values with its interval.</param>
    /// <param name="sections">The same quantile of each section.</param>
    public static Interval Widen(Interval whole, IReadOnlyList<double> sections)
    {
        if (whole is not { Lower: { } lower, Upper: { } upper } || sections.Count < 2)
            return whole;
        var isPositive = whole.Value > 0 && sections.All(s => s > 0); // a lag may be 0: then on the scale as it is
        double Scale(double value) => isPositive ? Math.Log(value) : value;
        double Back(double value) => isPositive ? Math.Exp(value) : value;
        var centre = Scale(whole.Value);
        var squares = sections.Sum(s => (Scale(s) - centre) * (Scale(s) - centre));
        var half = T(sections.Count) * Math.Sqrt(squares / (sections.Count - 1) / sections.Count);
        return new Interval(whole.Value, Math.Min(lower, Back(centre - half)), Math.Max(upper, Back(centre + half)));
    }

    /// <summary>Half the width of the interval of a mean or share: what its standard error over the sections gives.</summary>
    public static double Half(ClusteredShare sections) => sections.Clusters < 2 ? 0 : T(sections.Clusters) * sections.StandardError;

    private static double T(int sections) => StudentT.Quantile((1 + Confidence) / 2, sections - 1);
}
