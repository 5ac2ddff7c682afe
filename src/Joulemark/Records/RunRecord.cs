using Joulemark.Machines;

namespace Joulemark.Records;

/// <summary>Everything a run left behind: what the judging half works from, and all it works from.</summary>
public sealed record RunRecord
{
    /// <summary>Which run this is.</summary>
    public required RunHeader Header { get; init; }

    /// <summary>The machine it ran on.</summary>
    public required MachineSnapshot Machine { get; init; }

    /// <summary>Windows in time order.</summary>
    public required IReadOnlyList<WindowRecord> Windows { get; init; }

    /// <summary>Requests in the order they ended; without the text of the answers where they were read from a run folder.</summary>
    public required IReadOnlyList<RequestRecord> Requests { get; init; }

    /// <summary>Samples in the order they were read.</summary>
    public required IReadOnlyList<MeterSample> Samples { get; init; }

    /// <summary>The servers' accounts of themselves, in time order; empty where they give none.</summary>
    public IReadOnlyList<ServerCounters> Servers { get; init; } = [];

    /// <summary>What happened, in order.</summary>
    public required IReadOnlyList<RunEvent> Events { get; init; }

    /// <summary>Figures of an imported run that another tool worked out; empty for a run of Joulemark's own.</summary>
    public ImportedResults Imported { get; init; } = new();

    /// <summary>The runs that this one goes on from, the first first; empty for a run by itself.</summary>
    public IReadOnlyList<RunRecord> Earlier { get; init; } = [];

    /// <summary>The run that goes on from this one, through which it was reached; null for a run that was read by itself.</summary>
    internal string? ContinuedBy { get; init; }

    /// <summary>Name of the measurement that it is a part of: that of the last run where a run was gone on from.</summary>
    internal string Measurement => ContinuedBy ?? Header.Id;

    /// <summary>Lines that could not be read: a last line cut off by a crash, say. The rest stands.</summary>
    public IReadOnlyList<string> Damage { get; init; } = [];
}
