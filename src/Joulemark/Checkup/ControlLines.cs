using Joulemark.Machines.Controls;

namespace Joulemark.Checkup;

/// <summary>The spec's own controls as lines of the checklist.</summary>
internal static class ControlLines
{
    /// <summary>One line for each control and value asked for, whichever configurations ask for it.</summary>
    public static IEnumerable<CheckResult> Of(CheckupSite site)
    {
        ControlTime[] times = site.Server is null ? [ControlTime.Start, ControlTime.Window] : [ControlTime.Start, ControlTime.Window, ControlTime.ServerUp];
        var lines = new HashSet<(string, string)>();
        foreach (var request in site.Server is null ? site.Plan!.Configurations.SelectMany(c => c.Spec.Controls.Requests).Where(r => r.Control.When == ControlTime.ServerUp) : [])
        {
            if (lines.Add((request.Control.Name, request.Wanted)))
            {
                yield return CheckResult.Of($"controls.{request.Control.Name}", CheckTopic.Controls, $"controls.{request.Control.Name}", new CheckFinding(CheckStatus.Unknown, "looked at when the server is up", ControlsSpec.Prefix + request.Control.Name) { Limit = request.Wanted });
            }
        }

        foreach (var outcome in site.Plan!.Configurations.SelectMany(c => ControlChecks.Of(c.Spec.Controls, site.Controls, times)).Where(o => !(site.IsQuick && o.Control == BackgroundCpuControl.ControlName)))
        {
            if (lines.Add((outcome.Control, outcome.Wanted)))
                yield return CheckResult.Of($"controls.{outcome.Control}", CheckTopic.Controls, $"controls.{outcome.Control} ({outcome.Mode.ToString().ToLowerInvariant()})", Find(outcome));
        }
    }

    private static CheckFinding Find(ControlOutcome outcome)
    {
        var source = $"{ControlsSpec.Prefix}{outcome.Control}";
        var status = (outcome.State, outcome.Mode) switch
        {
            (ControlState.Met, _) => CheckStatus.Pass,
            (ControlState.Unmet, ControlMode.Warn) => CheckStatus.Warn,
            (ControlState.Unknown, ControlMode.Warn) => CheckStatus.Unknown,
            (ControlState.Unmet, ControlMode.Set) => CheckStatus.Warn,
            _ => CheckStatus.Fail, // the run would not start
        };
        return new CheckFinding(status, outcome.Found, source)
        {
            Limit = outcome.State == ControlState.Met ? null : outcome.Wanted,
            Detail = outcome is { State: ControlState.Unmet, Mode: ControlMode.Set } ? $"the run sets it, and sets it back{(outcome.Detail is null ? "" : $"; {outcome.Detail}")}" : outcome.Detail,
            Remedy = outcome.State == ControlState.Met ? null : outcome.Remedy,
        };
    }
}
