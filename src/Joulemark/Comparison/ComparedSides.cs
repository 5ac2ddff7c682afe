using Joulemark.Analysis;

namespace Joulemark.Comparison;

/// <summary>What the figures of both sides of a comparison were made from, and the figures.</summary>
internal sealed record ComparedSides(ConfigurationEvidence A, ConfigurationResult ResultA, ConfigurationEvidence B, ConfigurationResult ResultB);
