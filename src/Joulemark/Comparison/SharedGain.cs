using Joulemark.Analysis;
using Joulemark.Metrology;

namespace Joulemark.Comparison;

/// <summary>Which uncertainties of the joules cancel in a ratio: what the same sensor is wrong by, both sides are wrong by alike.</summary>
internal static class SharedGain
{
    /// <summary>Why an uncertainty is in the interval already.</summary>
    internal const string InTheInterval = "it is in the ratio's interval";

    public static IReadOnlyList<ComparedUncertainty> Of(ComparedSides sides)
    {
        var (a, b) = (sides.ResultA, sides.ResultB);
        var (same, why) = sides.A.Sensors!.AreThoseOf(sides.B.Sensors!);
        return
        [
            .. from name in a.Systematic.Concat(b.Systematic).Select(s => s.Name).Distinct(StringComparer.Ordinal)
               let parts = (A: Sum(a, name), B: Sum(b, name))
               let cancels = a.Systematic.Concat(b.Systematic).Where(s => s.Name == name).All(s => s.CancelsInRatio)
               select new ComparedUncertainty(name, parts.A, parts.B, cancels ? same : false, !cancels ? InTheInterval : same == false ? $"{why}: {InTheInterval}" : why),
        ];
    }

    private static double Sum(ConfigurationResult configuration, string name) => configuration.Systematic.Where(s => s.Name == name).Sum(s => s.Relative);
}
