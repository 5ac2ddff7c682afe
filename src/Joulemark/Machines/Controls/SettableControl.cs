using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>A control whose check reads what it would set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its value may be.</param>
/// <param name="Description">What it asks for.</param>
internal abstract record SettableControl(string Name, SpecValueType Type, string Description) : ISettableControl
{
    public IReadOnlyList<string> Choices { get; init; } = [];

    public virtual ControlTime When => ControlTime.Start;

    public virtual bool IsOfServersMachine => true;

    public abstract IReadOnlyList<ISetting> Settings(ControlHost host, out string? problem);

    public virtual IReadOnlyList<ISetting> Find(ControlHost host, string target) => [.. Settings(host, out _).Where(s => s.Target == target)];

    public virtual string Value(string wanted) => wanted;

    public virtual string Command(IReadOnlyList<ISetting> settings, string value) =>
        string.Join("; ", settings.Select(s => s.Command(value)).Distinct(StringComparer.Ordinal));

    public ControlFinding Check(string wanted, ControlHost host)
    {
        var value = Value(wanted);
        var settings = Settings(host, out var problem);
        if (problem is not null || settings.Count == 0)
            return ControlFinding.Unknown(problem ?? "there is nothing of the kind on this machine");
        var readings = settings.Select(s => (Setting: s, Reading: s.Read())).ToList();
        var others = readings.Where(r => r.Reading.Value is { } found && (!r.Setting.Holds(found, value) || r.Setting.Verify(value) is not null)).ToList();
        var unread = readings.Where(r => r.Reading.Value is null).ToList();
        if (others.Count > 0)
        {
            var detail = string.Join("; ", others.Select(o => o.Setting.Problem(value) is { } why ? $"{o.Setting.Label}: {why}"
                : o.Setting.Holds(o.Reading.Value!, value) ? $"{o.Setting.Label}: {o.Setting.Verify(value)}" : null).OfType<string>().Distinct(StringComparer.Ordinal));
            return new ControlFinding(ControlState.Unmet, Found(readings), detail.Length > 0 ? detail : null, Command([.. others.Select(o => o.Setting)], value));
        }

        return unread.Count > 0
            ? ControlFinding.Unknown(string.Join("; ", unread.Select(u => $"{u.Setting.Label}: {u.Reading.Reason}").Distinct(StringComparer.Ordinal)), Command([.. unread.Select(u => u.Setting)], value))
            : new ControlFinding(ControlState.Met, Found(readings));
    }

    /// <summary>One value where all agree, else whose is which.</summary>
    private static string Found(List<(ISetting Setting, SettingReading Reading)> readings)
    {
        var groups = readings.GroupBy(r => r.Reading.Value ?? "unknown", StringComparer.Ordinal).ToList();
        return groups.Count == 1 ? groups[0].Key : string.Join(", ", groups.Select(g => $"{g.Key} ({string.Join(", ", g.Select(r => r.Setting.Label))})"));
    }
}
