using Joulemark.Machines;
using Joulemark.Planning;

namespace Joulemark.Checkup;

/// <summary>What is to be looked over.</summary>
/// <param name="Paths">Where the host's trees are.</param>
/// <param name="TimeProvider">Where time comes from.</param>
/// <param name="Runs">Where run folders go.</param>
internal sealed record ExaminationSettings(HostPaths Paths, TimeProvider TimeProvider, string Runs)
{
    /// <summary>The plan of a spec; null for the machine alone.</summary>
    public BenchmarkPlan? Plan { get; init; }

    /// <summary>The spec's file.</summary>
    public string? SpecFile { get; init; }

    /// <summary>True to leave out what waits, starts a process or goes over a network.</summary>
    public bool IsQuick { get; init; }
}
