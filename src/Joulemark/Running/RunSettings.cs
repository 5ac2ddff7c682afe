using Joulemark.Machines;

namespace Joulemark.Running;

/// <summary>What the command line adds to a plan.</summary>
/// <param name="RunsDirectory">Where run folders go.</param>
/// <param name="Joulemark">How to start this tool again, for the reference server.</param>
/// <param name="Paths">Where the host's trees are.</param>
/// <param name="TimeProvider">Where time comes from.</param>
internal sealed record RunSettings(string RunsDirectory, IReadOnlyList<string> Joulemark, HostPaths Paths, TimeProvider TimeProvider);
