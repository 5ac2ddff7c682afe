namespace Joulemark.Machines.Leases;

/// <summary>A setting that a run has changed, or is about to, as it lies on the disk: what it takes to change it back.</summary>
internal sealed record Lease
{
    /// <summary>Version of this format.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>The control, e.g. <c>gpu.power-limit</c>.</summary>
    public required string Control { get; init; }

    /// <summary>What it is of: a board's UUID, a path below sysfs.</summary>
    public required string Target { get; init; }

    /// <summary>The same for people.</summary>
    public required string Label { get; init; }

    /// <summary>The value before the first change.</summary>
    public required string Original { get; init; }

    /// <summary>Every value that the run has set, or was about to; the newest last. Any other is somebody else's.</summary>
    public required IReadOnlyList<string> Wanted { get; init; }

    /// <summary>The target of the setting that moved this one along, which is set back first; null for one that the run set itself.</summary>
    public string? MovedBy { get; init; }

    /// <summary>The run, by its folder's name.</summary>
    public required string Run { get; init; }

    /// <summary>Who holds it.</summary>
    public required LeaseOwner Owner { get; init; }

    /// <summary>Where the host's trees are: <c>/sys</c> and <c>/proc</c> for this machine's own, wherever that run saw them.</summary>
    public required string Sysfs { get; init; }

    /// <inheritdoc cref="Sysfs"/>
    public required string Procfs { get; init; }

    /// <inheritdoc cref="Sysfs"/>
    public required string NvmlLibrary { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>In one line.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Summary => $"{Control} of {Label}, {Original} before run {Run} (process {FormattableString.Invariant($"{Owner.Pid}")})";
}
