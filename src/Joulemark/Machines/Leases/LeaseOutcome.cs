using System.Text.Json.Serialization;
using Joulemark.Diagnostics;

namespace Joulemark.Machines.Leases;

/// <summary>A lease, and what became of its setting.</summary>
internal sealed record LeaseOutcome
{
    /// <summary>The lease's file.</summary>
    public required string File { get; init; }

    /// <summary>The lease; null where it is damaged.</summary>
    public Lease? Lease { get; init; }

    /// <summary>True for one of root's that an ordinary user sees, and can do nothing about.</summary>
    public bool IsOthers { get; init; }

    /// <summary>What became of it.</summary>
    public required Restoration Restoration { get; init; }

    /// <summary>The setting's value now; null where it cannot be read.</summary>
    public string? Found { get; init; }

    /// <summary>In words.</summary>
    public required string Message { get; init; }

    /// <summary>What is left to do; null for nothing.</summary>
    public string? Remedy { get; init; }

    /// <summary>True when nothing is left to do, or nothing can be done: the lease ends.</summary>
    [JsonIgnore]
    public bool IsDone => Restoration is Restoration.Restored or Restoration.Unchanged or Restoration.Left or Restoration.GivenUp or Restoration.Elsewhere;

    /// <summary>What is to be said of it; null where there is nothing to worry about.</summary>
    [JsonIgnore]
    public Diagnostic? Diagnostic => Restoration switch
    {
        Restoration.Damaged or Restoration.Waiting when IsOthers => new Diagnostic("JM6036", DiagnosticSeverity.Warning, Message, Remedy),
        Restoration.Left => new Diagnostic("JM6029", DiagnosticSeverity.Warning, Message, Remedy),
        Restoration.GivenUp => new Diagnostic("JM6035", DiagnosticSeverity.Error, Message, Remedy),
        Restoration.Failed => new Diagnostic("JM6030", DiagnosticSeverity.Error, Message, Remedy),
        Restoration.Damaged => new Diagnostic("JM6031", DiagnosticSeverity.Error, Message, Remedy),
        Restoration.Live => new Diagnostic("JM6032", DiagnosticSeverity.Info, Message, Remedy),
        Restoration.Waiting => new Diagnostic("JM6033", DiagnosticSeverity.Error, Message, Remedy),
        _ => null,
    };
}
