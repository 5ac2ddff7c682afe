using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>What a spec says under <c>controls</c>.</summary>
/// <param name="Requests">The controls asked for, in the order of the catalog: a board's persistence is set before what it keeps.</param>
/// <param name="CoolDownLimit">Longest to wait for <c>max-start-temperature</c>.</param>
internal sealed record ControlsSpec(IReadOnlyList<ControlRequest> Requests, TimeSpan CoolDownLimit)
{
    public const string Prefix = "controls.";
    public const string ModeSuffix = ".mode";
    public const string Mode = "controls.mode";
    public const string CoolDownLimitKey = "controls.cool-down-limit";
    private static readonly string[] Modes = ["warn", "require", "set"];

    /// <summary>The keys of the spec.</summary>
    public static IEnumerable<SpecKey> Keys =>
    [
        new(Mode, SpecValueType.Choice, "What a control that is not met does: warn records it, require refuses to start, set changes the machine and changes it back (and requires what nobody can set); each control may have a mode of its own.")
            { Default = "warn", Choices = Modes },
        new(CoolDownLimitKey, SpecValueType.Duration, "Longest to wait for controls.max-start-temperature before a window.") { Default = "5m", Minimum = 0 },
        .. BuiltIns.Controls.SelectMany(c => (IEnumerable<SpecKey>)
        [
            new SpecKey(Prefix + c.Name, c.Type, c.Description) { Choices = c.Choices, HasMode = true, Fixed = c is not ISettableControl, Minimum = c.Type == SpecValueType.Temperature ? null : 0, Maximum = c.Type == SpecValueType.Fraction ? 1 : null },
            new SpecKey(Prefix + c.Name + ModeSuffix, SpecValueType.Choice, $"Mode of controls.{c.Name}; by default that of {Mode}.") { Choices = c.CanSet ? Modes : [.. Modes.Where(m => m != "set")] },
        ]),
    ];

    public static ControlsSpec Of(IReadOnlyDictionary<string, string> values)
    {
        var requests = from control in BuiltIns.Controls
                       where values.ContainsKey(Prefix + control.Name)
                       let mode = values.GetValueOrDefault(Prefix + control.Name + ModeSuffix) ?? values.GetValueOrDefault(Mode) ?? "warn"
                       select new ControlRequest(control, values[Prefix + control.Name], Enum.Parse<ControlMode>(mode, ignoreCase: true));
        return new ControlsSpec([.. requests], TimeSpan.FromSeconds(SpecValueParser.Seconds(values.GetValueOrDefault(CoolDownLimitKey) ?? "5m") ?? 0));
    }
}
