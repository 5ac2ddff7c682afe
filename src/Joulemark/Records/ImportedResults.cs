namespace Joulemark.Records;

/// <summary>What <c>imported.json</c> holds: the figures of another tool's result that come without the records behind them.</summary>
public sealed record ImportedResults
{
    /// <summary>Version of the format.</summary>
    public int SchemaVersion { get; init; } = RunHeader.CurrentSchemaVersion;

    /// <summary>By configuration.</summary>
    public IReadOnlyDictionary<string, ImportedFigures> Configurations { get; init; } = new Dictionary<string, ImportedFigures>(StringComparer.Ordinal);
}
