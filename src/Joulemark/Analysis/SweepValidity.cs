using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// Which points of a sweep must be valid for the run to be. A sweep goes beyond what the server can take in order to find
/// where that is: an overloaded point is one of its findings, and its reasons stay with it. So do those of the points that a
/// search only passed by. If no point is valid, nothing was found, and all reasons are the run's.
/// </summary>
internal static class SweepValidity
{
    private const string Overloaded = "overloaded";

    /// <summary>The configurations whose reasons count against the run: all of them, where it is no sweep.</summary>
    public static IReadOnlyDictionary<string, ConfigurationResult> Needed(RunHeader header, IReadOnlyDictionary<string, ConfigurationResult> results)
    {
        if (header.Sweep is not { } sweep || !results.Values.Any(r => r.Validity.Valid))
            return results;
        var specs = header.Configurations.ToDictionary(c => c.Name, c => c.Spec, StringComparer.Ordinal);
        return results.Where(r => !IsOverloaded(r.Value) && !(sweep.Search is not null && IsPassedBy(r.Value, specs[r.Key])))
            .ToDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal);
    }

    private static bool IsOverloaded(ConfigurationResult result) => result.Validity.Reasons.Any(r => r.Code == Overloaded);

    /// <summary>True for a point with fewer windows than one that decides has.</summary>
    private static bool IsPassedBy(ConfigurationResult result, IReadOnlyDictionary<string, string> spec) =>
        int.TryParse(spec.GetValueOrDefault("measure.repeats.min"), NumberStyles.None, CultureInfo.InvariantCulture, out var fewest) && result.Windows.Count < fewest;
}
