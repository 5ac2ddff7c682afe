using Joulemark.Machines;

namespace Joulemark.Comparison;

/// <summary>Two machines side by side.</summary>
/// <param name="A">Which the first is, as it was named.</param>
/// <param name="B">Which the second is.</param>
/// <param name="Facts">The facts of both, by group.</param>
public sealed record EnvironmentDiff(string A, string B, IReadOnlyList<FactPair> Facts)
{
    /// <summary>How many facts differ, or are known of one side only.</summary>
    public int Differing => Facts.Count(f => f.Differs);

    /// <summary>Sets two machines side by side.</summary>
    /// <param name="a">The first, and how it was named.</param>
    /// <param name="b">The second, and how it was named.</param>
    /// <param name="all">True for all facts; false for those that differ, or are known of one side only.</param>
    internal static EnvironmentDiff Of((string Name, MachineSnapshot Machine) a, (string Name, MachineSnapshot Machine) b, bool all)
    {
        var (ofA, ofB) = (ConfigurationFingerprint.Of(a.Machine), ConfigurationFingerprint.Of(b.Machine));
        var pairs = ofA.Keys.Union(ofB.Keys, StringComparer.Ordinal).Select(key => new FactPair(key, ofA[key].Value, ofB[key].Value)
        {
            UnknownA = ofA[key].Unknown,
            UnknownB = ofB[key].Unknown,
        });
        return new EnvironmentDiff(a.Name, b.Name, [.. pairs.Where(p => all || p.Differs).OrderBy(p => p.Group).ThenBy(p => p.Key, StringComparer.Ordinal)]);
    }
}
