using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Metrology;

namespace Joulemark.Reporting;

/// <summary>
/// How well the joules themselves are known, in words that every output shares. Bounds that are the same in every window, a sensor's
/// gain and a model's error, are in no interval; what the measuring adds in a window is the least that an interval can be.
/// </summary>
/// <param name="Part">A part, as large as it is in the configuration where it is largest.</param>
internal sealed record JoulesKnown(SystematicUncertainty Part)
{
    /// <summary>A smaller part, relative to the joules, reads as nothing: this one prints as 0.1 %.</summary>
    public const double LeastWorthALine = 0.0005;

    /// <summary>Heads the parts that no interval has.</summary>
    public const string NotInThem = "Not in the intervals";

    /// <summary>Heads the parts that all intervals have.</summary>
    public const string InThem = "No interval is narrower than the windows’ joules are known";

    /// <summary>True where the part is the least that intervals of energy can be, and false where it is in none.</summary>
    public bool IsInTheIntervals => Part.Name is not (SystematicBudget.Gain or SystematicBudget.Model); // a bound is of the device, and what the measuring adds is of the window

    /// <summary>What it comes to; the part of a window is that of the window where it is largest, of which an interval has the mean.</summary>
    public string Size => $"{(IsInTheIntervals ? "up to " : "")}± {Figures.Percent(Part.Relative)}";

    /// <summary>The parts of a run, each once.</summary>
    public static IReadOnlyList<JoulesKnown> Of(RunResult result) => Of(result.Configurations.Values.SelectMany(c => c.Systematic));

    /// <summary>The parts, each once.</summary>
    public static IReadOnlyList<JoulesKnown> Of(IEnumerable<SystematicUncertainty> parts) =>
        [.. parts.GroupBy(s => (s.Name, s.Source)).Select(p => new JoulesKnown(p.MaxBy(s => s.Relative)!))];

    /// <summary>Lines below a table, of what is not too small to be read.</summary>
    public static IEnumerable<string> Lines(RunResult result)
    {
        var known = Of(result).Where(k => k.Part.Relative >= LeastWorthALine).ToList();
        foreach (var bound in known.Where(k => !k.IsInTheIntervals))
            yield return $"not in the intervals: {bound.Part.Name} {bound.Size} ({bound.Part.Source}){(result.Configurations.Count > 1 && bound.Part.CancelsInRatio ? "; cancels between configurations here" : "")}";
        var inside = known.FindAll(k => k.IsInTheIntervals);
        if (inside.Count > 0)
            yield return $"no interval is narrower than the windows' joules are known: {string.Join("; ", inside.Select(k => $"{k.Part.Name} {k.Size} ({k.Part.Source})"))}";
    }
}
