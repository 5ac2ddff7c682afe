using Joulemark.Machines.Controls;
using Joulemark.Planning;

namespace Joulemark.Tests.Machines.Leases;

/// <summary>A setting in memory, for a machine that outlives the session.</summary>
internal sealed class FakeSetting(string control, string target, string value) : ISetting
{
    public string Value { get; set; } = value;

    public bool Refuses { get; set; }

    public bool CannotBeSet { get; set; }

    public bool Ignores { get; set; }

    public bool Throws { get; set; }

    public bool IsUnreadable { get; set; }

    public string? Untouched { get; set; }

    public int Writes { get; private set; }

    /// <summary>Which others it moves along by a value.</summary>
    public Func<string, IReadOnlyList<ISetting>>? Moves { get; set; }

    /// <summary>Called before a write takes effect.</summary>
    public Action? BeforeWrite { get; set; }

    /// <summary>Called when a write has taken effect.</summary>
    public Action? AfterWrite { get; set; }

    public string Control => control;

    public string Target => target;

    public string Label => target;

    public IReadOnlyList<ISetting> MovedBy(string value) => Moves?.Invoke(value) ?? [];

    public SettingReading Read() => Throws ? throw new InvalidOperationException("a fault") : IsUnreadable || Untouched is not null ? SettingReading.Unknown("nobody says") : new SettingReading(Value);

    public string? Problem(string value) => null;

    public SettingWrite Write(string value)
    {
        BeforeWrite?.Invoke();
        Writes++;
        if (Refuses)
            return SettingWrite.Refused("permission denied");
        if (CannotBeSet)
            return SettingWrite.Impossible("it has no such thing");
        if (!Ignores)
            Value = value;
        AfterWrite?.Invoke();
        return SettingWrite.Done;
    }

    public string? Verify(string value) => Value == value ? null : $"it still is {Value}";

    public string Command(string value) => $"set {control} {target} {value}";
}

/// <summary>A control over such settings.</summary>
internal sealed class FakeControl(string name, params FakeSetting[] settings) : ISettableControl
{
    public string Name => name;

    public SpecValueType Type => SpecValueType.Text;

    public string Description => "A fake.";

    public IReadOnlyList<ISetting> Settings(ControlHost host, out string? problem)
    {
        problem = null;
        return settings;
    }

    public ControlFinding Check(string wanted, ControlHost host) => throw new NotSupportedException();
}
