using Joulemark.Metrology;

namespace Joulemark.Reporting;

/// <summary>A part of a configuration's energy per request.</summary>
/// <param name="Name">A channel's name, or <c>idle</c>, <c>prefill</c>, <c>decode</c>, <c>rest</c>.</param>
/// <param name="Meaning">What it is, in words.</param>
/// <param name="Energy">Joules per request; without a value where it is not known.</param>
/// <param name="Share">Of the gross energy; null where either is not known.</param>
internal sealed record EnergyPart(string Name, string Meaning, Estimate Energy, double? Share);
