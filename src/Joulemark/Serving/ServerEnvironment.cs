using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Joulemark.Metrology;

namespace Joulemark.Serving;

/// <summary>What a server may use of its surroundings.</summary>
/// <param name="Clock">The run's clock: every timestamp comes from it.</param>
/// <param name="Paths">The host's paths, to find the process behind a local port.</param>
/// <param name="LogDirectory">Where a started server's output goes; null keeps it in memory only.</param>
/// <param name="Joulemark">How to start this very tool again, for servers that are started: a file and its first arguments.</param>
public sealed record ServerEnvironment(
    MonotonicClock Clock, HostPaths Paths, string? LogDirectory, IReadOnlyList<string> Joulemark)
{
    /// <summary>Where the memory of a server that is started is.</summary>
    internal ProcessPlacement Placement { get; init; } = ProcessPlacement.None;

    /// <summary>The configuration that the server is for; null where there is none.</summary>
    internal string? Configuration { get; init; }
}
