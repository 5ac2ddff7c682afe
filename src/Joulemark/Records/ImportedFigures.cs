using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>What another tool worked out itself of one configuration.</summary>
public sealed record ImportedFigures
{
    /// <summary>Figures by our metrics' names, definitions translated; they stand where the records give none.</summary>
    public IReadOnlyDictionary<string, Estimate> Figures { get; init; } = new Dictionary<string, Estimate>(StringComparer.Ordinal);

    /// <summary>Every single number of the tool's summary by the tool's own name and in its own unit, untouched.</summary>
    public IReadOnlyDictionary<string, double> Reported { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}
