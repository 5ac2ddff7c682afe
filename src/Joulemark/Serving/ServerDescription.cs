using Joulemark.Diagnostics;

namespace Joulemark.Serving;

/// <summary>What a server says it is.</summary>
public sealed record ServerDescription
{
    /// <summary>Its base address.</summary>
    public required Uri Url { get; init; }

    /// <summary>The model that requests ask for.</summary>
    public required string Model { get; init; }

    /// <summary>Root of its process tree on this machine; null when it is elsewhere or cannot be found.</summary>
    public int? RootProcess { get; init; }

    /// <summary>True when Joulemark started it, so that <see cref="RootProcess"/> is a number of our own view of processes and not the host's.</summary>
    public bool IsOwnChild { get; init; }

    /// <summary>True when it runs on this machine, so that this machine's meters see it.</summary>
    public required bool IsLocal { get; init; }

    /// <summary>What is odd about it and yet no failure; recorded with the run.</summary>
    public IReadOnlyList<Diagnostic> Notes { get; init; } = [];

    /// <summary>Facts for the fingerprint, e.g. <c>server.version</c>.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
