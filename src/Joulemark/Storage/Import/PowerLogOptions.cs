using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>How to read a power log, as the user says it. What a file does not say of itself is never guessed.</summary>
internal sealed record PowerLogOptions
{
    /// <summary>The CSV file.</summary>
    public required string Path { get; init; }

    /// <summary>Columns of power, summed; empty for nvidia-smi's <c>power.draw</c>.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Unit of those columns, <c>W</c>, <c>mW</c> or <c>kW</c>; null where the header or the values name it.</summary>
    public string? Unit { get; init; }

    /// <summary>Column of time; null for nvidia-smi's <c>timestamp</c>.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>Column that says which device a row is of; null for nvidia-smi's own, or none.</summary>
    public string? DeviceColumn { get; init; }

    /// <summary>Zone of times that name none; null for this machine's.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Moment of second 0 of times that are relative; null where they are not.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>What the columns cover.</summary>
    public required Boundary Boundary { get; init; }

    /// <summary>What is added to the log's times to put them on the benchmark's clock.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>Bound of the meter's systematic error, relative; null where the user does not state one.</summary>
    public double? Uncertainty { get; init; }
}
