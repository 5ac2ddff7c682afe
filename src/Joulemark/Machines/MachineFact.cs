using System.Text.Json.Serialization;

namespace Joulemark.Machines;

/// <summary>One thing that is known of a machine, or that is not, and why.</summary>
public sealed record MachineFact
{
    /// <summary>Dotted key, e.g. <c>cpu.governor</c> or <c>gpu0.power-limit</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The value, in the unit that the key's documentation gives; null when it is unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }

    /// <summary>Where it came from, or where it was looked for: a path, a function of a driver's library, a command, an API.</summary>
    public required string Source { get; init; }

    /// <summary>Why it is unknown; null where it is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unknown { get; init; }

    /// <summary>What the fact is about.</summary>
    public FactGroup Group => FactGroups.Of(Key);
}
