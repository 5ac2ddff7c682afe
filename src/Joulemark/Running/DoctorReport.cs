using Joulemark.Checkup;
using Joulemark.Machines.Leases;

namespace Joulemark.Running;

/// <summary>What <c>joulemark doctor --restore</c> did and found.</summary>
internal sealed record DoctorReport
{
    /// <summary>The leases on changed settings, and what became of those that were to be restored.</summary>
    public required IReadOnlyList<LeaseOutcome> Leases { get; init; }

    /// <summary>Servers that a run left behind, and what became of those that were to be ended.</summary>
    public IReadOnlyList<LeftServer> Servers { get; init; } = [];

    /// <summary>The checklist of the machine as it is after that, where there is a spec; else null.</summary>
    public CheckupReport? Checkup { get; init; }

    /// <summary>True when nothing is left to do.</summary>
    public bool Passed => Leases.All(l => l.Restoration == Restoration.Live || (l.IsDone && l.Restoration != Restoration.GivenUp)) && Servers.All(s => s.IsGone)
        && Checkup?.Status != CheckStatus.Fail;
}
