using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>What a provider found, and what it did not.</summary>
/// <param name="Meters">Meters that can be read now. The caller disposes them.</param>
/// <param name="Missing">What was looked for and is not there.</param>
public sealed record MeterProbe(IReadOnlyList<IMeter> Meters, IReadOnlyList<MissingMeter> Missing)
{
    /// <summary>Sources that the user named and that give nothing to read, where the provider can tell them apart.</summary>
    internal IReadOnlyList<SilentSource> Silent { get; init; } = [];

    /// <summary>Machines that a source describes whole, as another Joulemark's page does; null for this one.</summary>
    internal IReadOnlyList<string?> Described { get; init; } = [];
}
