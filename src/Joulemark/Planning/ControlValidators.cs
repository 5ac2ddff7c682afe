using Joulemark.Diagnostics;
using Joulemark.Machines.Controls;

namespace Joulemark.Planning;

/// <summary>Rules of the controls.</summary>
internal static class ControlValidators
{
    /// <param name="spec">The effective values.</param>
    /// <param name="document">The spec.</param>
    /// <param name="error">Makes a problem: its id, the key it is of, the message and the remedy.</param>
    public static IEnumerable<Diagnostic> Check(BenchmarkSpec spec, SpecDocument document, Func<string, string, string, string, Diagnostic> error)
    {
        foreach (var request in spec.Controls.Requests)
        {
            var key = ControlsSpec.Prefix + request.Control.Name;
            if (request.ToSet is null && document.Factors.Any(f => f.Path == key))
                yield return error("JM1007", key, $"'{key}' varies, but is not set: its mode is {request.Mode.ToString().ToLowerInvariant()}", $"Give it {key}.mode: set.");
        }

        foreach (var control in BuiltIns.Controls)
        {
            var key = ControlsSpec.Prefix + control.Name + ControlsSpec.ModeSuffix;
            if (document.Places.ContainsKey(key) && !spec.Controls.Requests.Any(r => r.Control == control))
                yield return error("JM1007", key, $"'{key}' is given without 'controls.{control.Name}', of which it is the mode", $"Add controls.{control.Name}, or remove it.");
        }
    }
}
