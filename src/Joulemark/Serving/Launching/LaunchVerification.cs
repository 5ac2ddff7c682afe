using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Serving.Launching;

/// <summary>Holds what a server says it is against what it was started with: figures of another thing are worth nothing.</summary>
internal static partial class LaunchVerification
{
    private const string Version = "server.version";

    /// <summary>Compares.</summary>
    /// <param name="launch">How it was started.</param>
    /// <param name="facts">What it says.</param>
    /// <returns>A note of what the server does not tell, where there is any.</returns>
    /// <exception cref="JoulemarkException">Exit code 3: something runs that was not asked for; a diagnostic for each.</exception>
    public static IEnumerable<Diagnostic> Check(LaunchSpec launch, IReadOnlyDictionary<string, string> facts)
    {
        var asked = Asked(launch, facts.GetValueOrDefault("server.engine") ?? facts.GetValueOrDefault("server.kind")).ToList();
        var wrong = asked.Where(a => Found(a.Fact, facts) is { } found && Agree(a.Fact, a.Value, found) is false).ToList();
        if (wrong.Count > 0)
        {
            throw new JoulemarkException(ExitCode.Invalid, [.. wrong.Select(a => new Diagnostic("JM3047", DiagnosticSeverity.Error,
                $"{a.Fact} is {Found(a.Fact, facts)}, but {a.Source} asks for {a.Value}", "Correct server.launch, or look into the server's log for why it did not do as it was told."))]);
        }

        var open = asked.Where(a => Found(a.Fact, facts) is not { } found || Agree(a.Fact, a.Value, found) is null).Select(a => $"{a.Source} {a.Value}").Distinct(StringComparer.Ordinal).ToList();
        return open.Count == 0 ? [] : [new Diagnostic("JM3048", DiagnosticSeverity.Info, $"the server does not tell whether it runs as asked: {string.Join(", ", open)}",
            "Look into its log, or tell it by server.probe; vLLM tells more with VLLM_SERVER_DEV_MODE=1 in server.launch.environment.")];
    }

    /// <summary>What the launch asks for, of which facts tell.</summary>
    private static IEnumerable<(string Fact, string Value, string Source)> Asked(LaunchSpec launch, string? engine)
    {
        if (launch.Image is { } image && ImageReference.Parse(image) is { Tag: { } tag } reference && EngineFlags.TagsAreVersions(engine, reference.Repository) && VersionOf(tag) is { } version)
            yield return (Version, version, "the image's tag");
        List<string> words = [.. launch.Command ?? [], .. launch.Arguments];
        var variables = launch.Environment.Select(LaunchEnvironment.Parse).Where(e => e.Value is not null).ToLookup(e => e.Name, e => e.Value!, StringComparer.Ordinal);
        foreach (var flag in EngineFlags.Of(engine))
        {
            foreach (var name in flag.Names)
            {
                if ((Value(words, name) ?? variables[name].LastOrDefault()) is { Length: > 0 } value and not "auto" && !value.Contains('{', StringComparison.Ordinal))
                    yield return (flag.Fact, value, name);
            }
        }
    }

    /// <summary>What follows a flag; the last one wins, as in the engines' own parsers.</summary>
    private static string? Value(List<string> words, string name)
    {
        string? value = null;
        for (var i = 0; i < words.Count; i++)
        {
            var equals = words[i].IndexOf('=', StringComparison.Ordinal);
            if (Same(words[i], name) && i + 1 < words.Count && !IsFlag(words[i + 1]))
                value = words[i + 1];
            else if (name.StartsWith('-') && equals > 0 && Same(words[i][..equals], name))
                value = words[i][(equals + 1)..];
        }

        return value;
    }

    private static bool Same(string word, string name) => name.StartsWith('-') ? word.Replace('_', '-') == name : word == name;

    private static bool IsFlag(string word) => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]);

    private static string? Found(string fact, IReadOnlyDictionary<string, string> facts) =>
        facts.GetValueOrDefault(fact) ?? (fact == "server.model.path" ? facts.GetValueOrDefault("server.model") : null);

    /// <summary>Whether two values are the same; null where they cannot be compared.</summary>
    private static bool? Agree(string fact, string asked, string found)
    {
        if (fact == Version)
            return VersionOf(found) is not { } version ? null : version == asked || version.StartsWith(asked + ".", StringComparison.Ordinal);
        if (fact.EndsWith("dtype", StringComparison.Ordinal))
            return DtypeOf(asked) == DtypeOf(found);
        if (double.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return double.TryParse(asked, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted) ? wanted == number : null;
        return string.Equals(asked.TrimEnd('/'), found.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
    }

    private static string DtypeOf(string name) => name.ToLowerInvariant().Replace("torch.", "", StringComparison.Ordinal) switch
    {
        "half" or "fp16" or "f16" => "float16",
        "bf16" => "bfloat16",
        "float" or "fp32" or "f32" => "float32",
        var other => other,
    };

    /// <summary>The version in a tag or a version's text: <c>v0.18.0-cu130</c> is 0.18.0, <c>server-cuda-b9128</c> is b9128. Null for none.</summary>
    private static string? VersionOf(string text) => VersionPattern().Match(text) is { Success: true } match ? match.Groups["version"].Value : null;

    [GeneratedRegex(@"(^v?(?<version>\d+(\.\d+)+(\.?(rc|post|a|b)\d+)?))|((^|-)(?<version>b\d{3,})($|-))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPattern();
}
