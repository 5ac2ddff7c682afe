using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>What a provider found, and what it did not.</summary>
/// <param name="Meters">Meters that can be read now. The caller disposes them.</param>
/// <param name="Missing">What was looked for and is not there.</param>
public sealed record MeterProbe(IReadOnlyList<IMeter> Meters, IReadOnlyList<MissingMeter> Missing);
