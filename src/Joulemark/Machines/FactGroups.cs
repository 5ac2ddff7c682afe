namespace Joulemark.Machines;

/// <summary>Which group each key of the fingerprint belongs to, by its first words.</summary>
internal static class FactGroups
{
    private static readonly (string Prefix, FactGroup Group)[] Prefixes =
    [
        ("background", FactGroup.Runtime),
        ("boundary", FactGroup.Runtime),
        ("cgroup", FactGroup.Runtime),
        ("client", FactGroup.Software),
        ("container", FactGroup.Software),
        ("cpu", FactGroup.Hardware),
        ("cuda", FactGroup.Software),
        ("driver", FactGroup.Software),
        ("firmware", FactGroup.Hardware),
        ("gpu", FactGroup.Hardware),
        ("image", FactGroup.Software),
        ("load", FactGroup.Workload),
        ("machine", FactGroup.Hardware),
        ("measure", FactGroup.Runtime),
        ("memory", FactGroup.Hardware),
        ("numa", FactGroup.Hardware),
        ("objectives", FactGroup.Workload),
        ("os", FactGroup.Software),
        ("process", FactGroup.Runtime),
        ("provenance", FactGroup.Runtime),
        ("runtime", FactGroup.Software),
        ("server", FactGroup.Software),
        ("temperature", FactGroup.Runtime),
        ("tool", FactGroup.Software),
        ("workload", FactGroup.Workload),
    ];

    // What of a board is of the moment, and not of the board.
    private static readonly string[] OfTheMoment = [".temperature-c", ".processes"];

    /// <summary>The group of a key; runtime for one that nobody placed.</summary>
    public static FactGroup Of(string key)
    {
        if (key.StartsWith("gpu", StringComparison.Ordinal) && OfTheMoment.Any(m => key.EndsWith(m, StringComparison.Ordinal)))
            return FactGroup.Runtime;
        foreach (var (prefix, group) in Prefixes)
        {
            // gpu0.model belongs to gpu.
            var rest = key.StartsWith(prefix, StringComparison.Ordinal) ? key.AsSpan(prefix.Length).TrimStart("0123456789") : "?";
            if (rest.IsEmpty || rest[0] == '.')
                return group;
        }

        return FactGroup.Runtime;
    }
}
