namespace Joulemark.Storage.Baselines;

/// <summary>What is known of a baseline without unpacking its run.</summary>
internal sealed record BaselineEntry
{
    /// <summary>Version of the format that is written.</summary>
    public const int CurrentSchemaVersion = 2;

    /// <summary>Version of the format.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>What its files are named by, of every baseline another; null before schema version 2.</summary>
    public string? Id { get; init; }

    /// <summary>The branch, or any name.</summary>
    public required string Branch { get; init; }

    /// <summary>The machine it was measured on, as <see cref="MachineKey"/> makes it.</summary>
    public required string Machine { get; init; }

    /// <summary>The machine, for people.</summary>
    public required string MachineSummary { get; init; }

    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The configuration of it that is the baseline.</summary>
    public required string Configuration { get; init; }

    /// <summary>Further runs of it, each a start of its own.</summary>
    public IReadOnlyList<BaselineRun> Others { get; init => field = value ?? []; } = []; // an older entry has none

    /// <summary>When the run began, UTC.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>When it became the baseline, UTC.</summary>
    public required DateTimeOffset SetAt { get; init; }

    /// <summary>Whether its figures are valid.</summary>
    public required bool Valid { get; init; }

    /// <summary>Joules per request, of several runs their geometric mean; null where one has no such figure.</summary>
    public double? EnergyPerRequest { get; init; }
}
