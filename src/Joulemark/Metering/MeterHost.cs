using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metrology;

namespace Joulemark.Metering;

/// <summary>What a provider may look at: the host's paths, the clock, and the system under test.</summary>
/// <param name="Paths">Where the kernel trees and libraries are.</param>
/// <param name="Clock">The run's clock.</param>
/// <param name="SystemUnderTest">The process tree under test, once there is one.</param>
public sealed record MeterHost(HostPaths Paths, MonotonicClock Clock, SystemUnderTest SystemUnderTest)
{
    /// <summary>Sources that the user names beside those found on this machine: exporters, BMCs, wall meters.</summary>
    public IReadOnlyList<MeterSource> Sources { get; init; } = [];

    /// <summary>
    /// Takes what a meter has to say during a run (a clock that is off, a source that came back); from any thread, and it
    /// must return at once. Says nothing by default.
    /// </summary>
    public Action<Diagnostic> Report { get; init; } = static _ => { };
}
