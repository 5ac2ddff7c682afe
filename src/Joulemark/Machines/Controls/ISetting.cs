namespace Joulemark.Machines.Controls;

/// <summary>One thing of the machine that can be set: a board's power limit, a CPU policy's governor. Values are texts that round-trip.</summary>
internal interface ISetting
{
    /// <summary>The control it belongs to, e.g. <c>gpu.power-limit</c>.</summary>
    string Control { get; }

    /// <summary>What it is of, so that a later process finds the same: a board's UUID, a path below sysfs, a process with its start.</summary>
    string Target { get; }

    /// <summary>The same for people, e.g. <c>GPU 0</c>.</summary>
    string Label { get; }

    /// <summary>The value that an untouched machine has, for what can be set and not read; null for what can be read.</summary>
    string? Untouched => null;

    /// <summary>Other settings that the kernel moves along when this one gets a value: what they were is kept too, and set back after this one.</summary>
    IReadOnlyList<ISetting> MovedBy(string value) => [];

    /// <summary>Reads the present value.</summary>
    SettingReading Read();

    /// <summary>Why a value cannot be set here, with what can; null where it can be tried.</summary>
    string? Problem(string value);

    /// <summary>Sets a value. That it was taken says nothing yet of its effect: see <see cref="Verify"/>.</summary>
    SettingWrite Write(string value);

    /// <summary>True when a value that was read is what was asked for.</summary>
    bool Holds(string found, string wanted) => found == wanted;

    /// <summary>Looks whether a value that was just set is in effect; null where it is, else what was found instead.</summary>
    string? Verify(string value) =>
        Read() is { Value: { } found } ? Holds(found, value) ? null : $"it still reads {found}" : Read().Reason ?? "it cannot be read back";

    /// <summary>
    /// Looks whether a value of before is back; null where it is, else what was found instead. Unlike <see cref="Verify"/> it
    /// does not look at what others make of it: what they did before they may do again.
    /// </summary>
    string? VerifyRestored(string value) => Verify(value);

    /// <summary>What an administrator types to set a value.</summary>
    string Command(string value);
}
