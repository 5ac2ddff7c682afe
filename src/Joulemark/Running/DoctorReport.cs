using Joulemark.Machines.Controls;
using Joulemark.Machines.Leases;

namespace Joulemark.Running;

/// <summary>What <c>joulemark doctor</c> found.</summary>
internal sealed record DoctorReport
{
    /// <summary>The leases on changed settings, and what became of those that were to be restored.</summary>
    public required IReadOnlyList<LeaseOutcome> Leases { get; init; }

    /// <summary>Servers that a run left behind, and what became of those that were to be ended.</summary>
    public IReadOnlyList<LeftServer> Servers { get; init; } = [];

    /// <summary>How the controls of the spec stand, by configuration; empty without a spec.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ControlOutcome>> Controls { get; init; } = new Dictionary<string, IReadOnlyList<ControlOutcome>>(StringComparer.Ordinal);

    /// <summary>True when nothing is left to do.</summary>
    public bool Passed => Leases.All(l => l.Restoration == Restoration.Live || (l.IsDone && l.Restoration != Restoration.GivenUp)) && Servers.All(s => s.IsGone)
        && Controls.Values.All(c => c.All(o => o.State == ControlState.Met || o.Mode == ControlMode.Warn));
}
