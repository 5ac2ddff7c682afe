using System.Globalization;
using Joulemark.Machines;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>Which effective values of a spec are part of the fingerprint: those that say what is asked, of what, how and under what load.</summary>
internal static class SpecFacts
{
    private static readonly string[] Prefixes = ["workload.", "load.", "server.", "objectives.", "measure.", "controls."];

    // Names, keys, and how to reach a server; and what is recorded in better words: the boundary that was measured, a file's hash.
    private static readonly string[] Left =
    [
        "controls.mode", "controls.cool-down-limit", "server.node", "server.api-key-env", "server.ca-file", "server.wait", "server.start-timeout", "server.probe", "workload.tokenizer", "workload.sha256",
    ];

    public static IEnumerable<MachineFact> Of(ConfigurationRecord configuration)
    {
        var used = LoadValidator.Uses(configuration.Spec.GetValueOrDefault("load.kind", ""), configuration.Spec.GetValueOrDefault("load.of", "")).ToHashSet(StringComparer.Ordinal);
        var isReference = configuration.Spec.GetValueOrDefault("server.kind") == "reference";
        foreach (var (key, value) in configuration.Spec.Where(v => Holds(v.Key)))
        {
            if (key == "server.threads" && !isReference)
                continue; // it says nothing of a server that we do not start
            var isOpen = value == "auto" && key.StartsWith("server.", StringComparison.Ordinal);
            var isUnused = key.StartsWith("load.", StringComparison.Ordinal) && configuration.Spec.ContainsKey("load.kind") && !used.Contains(key);
            yield return isUnused ? new MachineFact { Key = key, Source = "spec", Value = "(does nothing)" }
                : isOpen ? new MachineFact { Key = key, Source = "spec", Unknown = "the spec leaves it open, and the server does not say" }
                : new MachineFact { Key = key, Source = "spec", Value = SpecKeys.ByPath.TryGetValue(key, out var known) ? Normal(known, value) : value };
        }
    }

    /// <summary>True for a key that the fingerprint holds.</summary>
    public static bool Holds(string key) =>
        key == "seed" || (Prefixes.Any(p => key.StartsWith(p, StringComparison.Ordinal)) && !Left.Contains(key, StringComparer.Ordinal) && !IsModeOfControl(key));

    /// <summary>True for a key whose default holds where it is not given; what a server is, nobody knows by a default.</summary>
    public static bool GoesWithoutSaying(string key) =>
        Holds(key) && key is not ("server.kind" or "server.model" or "server.engine" or "server.tensors" or "server.threads");

    private static bool IsModeOfControl(string key) => key.StartsWith("controls.", StringComparison.Ordinal) && key.EndsWith(".mode", StringComparison.Ordinal);

    /// <summary>A value as it compares: 10s and 10000ms are one.</summary>
    public static string Normal(SpecKey key, string value) =>
        SpecValueParser.Number(key.Type, value) is not { } number ? value
        : key.Type is SpecValueType.Duration or SpecValueType.DurationOrAuto ? string.Create(CultureInfo.InvariantCulture, $"{number}s")
        : number.ToString(CultureInfo.InvariantCulture);
}
