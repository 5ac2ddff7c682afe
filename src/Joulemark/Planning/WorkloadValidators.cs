using System.Globalization;
using Joulemark.Diagnostics;

namespace Joulemark.Planning;

/// <summary>Rules that hold between the keys of a workload.</summary>
internal static class WorkloadValidators
{
    private static readonly string[] Made = ["synthetic", "mooncake", "azure-trace", "trace"];

    /// <param name="spec">The effective values.</param>
    /// <param name="error">Makes a problem: its id, the key it is of, the message and the remedy.</param>
    public static IEnumerable<Diagnostic> Check(WorkloadSpec spec, Func<string, string, string, string, Diagnostic> error)
    {
        if (Made.Contains(spec.Kind, StringComparer.Ordinal) && spec.Template != "{prompt}")
            yield return error("JM1007", "workload.template", $"'workload.template' is given, but the prompts of kind {spec.Kind} have exact lengths, which it would change", "Remove workload.template; a text before all prompts goes into workload.system.");
        if (spec.PrefixHitRate is not null && spec.PrefixCache == "cold")
            yield return error("JM1007", "workload.prefix-hit-rate", "'workload.prefix-hit-rate' contradicts 'workload.prefix-cache: cold'", "Declare workload.prefix-cache: warm.");
        if (spec.Sha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
            yield return error("JM1004", "workload.sha256", $"'workload.sha256': '{hash}' is not the 64 hexadecimal digits of a SHA-256", "sha256sum FILE prints them.");
        if (spec.Sha256 is not null && spec.Path is null)
            yield return error("JM1007", "workload.sha256", "'workload.sha256' is given without 'workload.path'", "Add workload.path, or remove it.");
        if (spec.Kind != "synthetic")
            yield break;
        foreach (var problem in Lengths(spec.InputTokens, "workload.input-tokens", spec.Path, error).Concat(Lengths(spec.OutputTokens, "workload.output-tokens", spec.Path, error)))
            yield return problem;
        if (spec.OutputTokens.Distribution == "file" && spec.InputTokens.Distribution != "file")
            yield return error("JM1007", "workload.output-tokens.distribution", "'workload.output-tokens.distribution' is file, which takes the length beside the prompt's, but the prompts' lengths come from elsewhere", "Use workload.input-tokens.distribution: file as well.");
    }

    private static IEnumerable<Diagnostic> Lengths(LengthSpec lengths, string path, string? file, Func<string, string, string, string, Diagnostic> error)
    {
        string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
        if (lengths.Maximum < lengths.Minimum)
            yield return error("JM1007", $"{path}.min", $"'{path}.min' ({lengths.Minimum}) is above '{path}.max' ({lengths.Maximum})", "Raise max or lower min.");
        if (lengths.Distribution == "uniform" && lengths.Maximum is null)
            yield return error("JM1005", $"{path}.max", $"'{path}.max' is missing: uniform draws between min and max", $"Add {path}.max.");
        if (lengths.Distribution is "normal" or "lognormal" && lengths.Deviation is null)
            yield return error("JM1005", $"{path}.deviation", $"'{path}.deviation' is missing: {lengths.Distribution} needs a standard deviation", $"Add {path}.deviation, in tokens.");
        if (lengths.Distribution is "fixed" or "normal" or "lognormal" && (lengths.Mean > lengths.Maximum || lengths.Mean < lengths.Minimum))
            yield return error("JM1007", $"{path}.mean", $"'{path}.mean' ({Text(lengths.Mean.Value)}) is outside '{path}.min' to '{path}.max' ({lengths.Minimum} to {lengths.Maximum})", "Move the bounds: lengths outside them are drawn again.");
        if (lengths.Distribution == "fixed" && lengths.Mean is { } mean && mean != Math.Floor(mean))
            yield return error("JM1004", $"{path}.mean", $"'{path}.mean' is {Text(mean)}, but a fixed length is a whole number of tokens", "Round it, or use another distribution.");
        if (lengths.Distribution == "file" && file is null)
            yield return error("JM1005", "workload.path", $"'workload.path' is missing: {path}.distribution is file, which takes lengths from it", "Name a trace: a CSV with ContextTokens and GeneratedTokens, or JSON lines with input_length and output_length.");
    }
}
