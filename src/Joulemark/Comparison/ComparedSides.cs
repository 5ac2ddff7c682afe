using Joulemark.Analysis;

namespace Joulemark.Comparison;

/// <summary>What the figures of both sides of a comparison were made from, and the figures.</summary>
internal sealed record ComparedSides(ConfigurationEvidence A, ConfigurationResult ResultA, ConfigurationEvidence B, ConfigurationResult ResultB)
{
    /// <summary>Windows of the side that has fewer.</summary>
    public int Windows => Math.Min(A.Windows.Count, B.Windows.Count);
}
