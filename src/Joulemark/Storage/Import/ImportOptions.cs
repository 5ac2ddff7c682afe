namespace Joulemark.Storage.Import;

/// <summary>What to import, and where to.</summary>
internal sealed record ImportOptions
{
    /// <summary>The file or folder of the other tool.</summary>
    public required string Path { get; init; }

    /// <summary>Name of its format; null to find out.</summary>
    public string? Format { get; init; }

    /// <summary>Where run folders go.</summary>
    public required string Runs { get; init; }

    /// <summary>Name of the run; null for the file's.</summary>
    public string? Name { get; init; }

    /// <summary>When each benchmark's first request was sent, in the file's order, for results that do not say; empty where it is not needed.</summary>
    public IReadOnlyList<DateTimeOffset> Starts { get; init; } = [];

    /// <summary>True to count the whole benchmark, its ramps too, and not its steady part.</summary>
    public bool WholeBenchmark { get; init; }

    /// <summary>The power log to join; null for none.</summary>
    public PowerLogOptions? Power { get; init; }

    /// <summary>Boards that the boundary gpu counts; empty for all of the log's.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];
}
