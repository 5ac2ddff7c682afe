using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>What a power log holds around a benchmark.</summary>
internal sealed record PowerLog
{
    /// <summary>A channel for each device and column.</summary>
    public required IReadOnlyList<Channel> Channels { get; init; }

    /// <summary>Readings near the benchmark, by channel name, in nanoseconds of Unix time and watts; null where the log has none.</summary>
    public required IReadOnlyDictionary<string, List<(long Time, double? Watts)>> Readings { get; init; }

    /// <summary>First and last moment of the whole log, in nanoseconds of Unix time.</summary>
    public required (long First, long Last) Span { get; init; }

    /// <summary>Time between readings in the middle, in seconds.</summary>
    public required double Period { get; init; }

    /// <summary>The columns that were read.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Their unit.</summary>
    public required string Unit { get; init; }

    /// <summary>The zone that times without one were taken to be in; null where none were.</summary>
    public string? Zone { get; init; }

    /// <summary>Rows that were cut off at the end.</summary>
    public int CutOff { get; init; }
}
