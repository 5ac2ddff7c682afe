using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Metrology;

namespace Joulemark.Comparison;

/// <summary>Which uncertainties of the joules cancel in a ratio: what the same sensor is wrong by, both sides are wrong by alike.</summary>
internal static class SharedGain
{
    /// <summary>Why an uncertainty is in the interval already.</summary>
    private const string InTheInterval = "it is in the ratio's interval";

    private const double AllButAll = 0.995; // prints as 100 %

    public static IReadOnlyList<ComparedUncertainty> Of(ComparedSides sides)
    {
        var (a, b) = (sides.ResultA.Systematic, sides.ResultB.Systematic);
        return [.. a.Concat(b).Select(s => s.Name).Distinct(StringComparer.Ordinal).Select(name => Of(name, Sum(a, name), Sum(b, name), sides.A.Sensors!, sides.B.Sensors!))];
    }

    private static ComparedUncertainty Of(string name, double? ofA, double? ofB, CountedSensors a, CountedSensors b)
    {
        var (same, why) = a.AreThoseOf(b);
        var common = Math.Min(a.CommonOfModels(b), b.CommonOfModels(a));
        var (cancels, because) = name switch
        {
            SystematicBudget.Model when ofA is null || ofB is null => (false, $"the other side has none of it: {InTheInterval}"),
            SystematicBudget.Model => common >= AllButAll ? (true, "both sides draw alike by the model") : (false, string.Create(CultureInfo.InvariantCulture,
                $"beyond the {common * 100:0} % that both sides draw alike by it, it is in the ratio's interval")),
            SystematicBudget.Gain => (same, same == false ? $"{why}: {InTheInterval}" : why),
            _ => (false, InTheInterval),
        };
        return new ComparedUncertainty(name, ofA, ofB, cancels, because);
    }

    private static double? Sum(IReadOnlyList<SystematicUncertainty> of, string name) => of.Any(s => s.Name == name) ? of.Where(s => s.Name == name).Sum(s => s.Relative) : null;
}
