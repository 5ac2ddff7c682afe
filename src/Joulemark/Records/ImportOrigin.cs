namespace Joulemark.Records;

/// <summary>Where an imported run comes from: another tool's result, and a power log where one was joined.</summary>
public sealed record ImportOrigin
{
    /// <summary>The tool that measured, e.g. <c>vllm bench serve</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>Its version; null where its result does not say.</summary>
    public string? Version { get; init; }

    /// <summary>The files that were read.</summary>
    public required IReadOnlyList<ImportedFile> Files { get; init; }

    /// <summary>The power log that was joined; null where there is none, and then no energy either.</summary>
    public ImportedPowerLog? Power { get; init; }
}
