namespace Joulemark.Machines.Controls;

/// <summary>Looks at the controls of a spec without changing anything: for <c>doctor</c>, and before a run.</summary>
internal static class ControlChecks
{
    /// <summary>How each control stands.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="host">The machine.</param>
    /// <param name="time">Those that can be looked at now: before the start, or once the server is up.</param>
    public static IReadOnlyList<ControlOutcome> Of(ControlsSpec spec, ControlHost host, params IReadOnlyList<ControlTime> time) =>
        [.. spec.Requests.Where(r => time.Contains(r.Control.When)).Select(r => ControlOutcome.Of(r, host))];
}
