using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Joulemark.Comparison.Gating;

namespace Joulemark.Reporting.Gating;

/// <summary>A gate's outcome as a code quality report of GitLab: an issue for each rule that is not passed, each obstacle, and what was accepted.</summary>
internal static class GateGitLab
{
    /// <summary>The report.</summary>
    /// <param name="outcome">What the gate says.</param>
    /// <param name="path">The file that the issues are shown at, relative to the repository: the policy or the spec.</param>
    public static byte[] Write(GateOutcome outcome, string path)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            if (outcome.Verdict is GateVerdict.NotComparable or GateVerdict.Invalid)
            {
                foreach (var (what, remedy) in GateText.Obstacles(outcome))
                    WriteIssue(json, path, "comparable-and-valid", $"comparable-and-valid\n{what}", what, remedy, "critical");
            }

            foreach (var (key, what) in GateText.Accepted(outcome).DistinctBy(a => a.Key, StringComparer.Ordinal))
                WriteIssue(json, path, "accepted", $"accepted\n{key}", what, null, "info");
            foreach (var rule in outcome.Rules.Where(r => r.Verdict != GateVerdict.Pass))
                WriteIssue(json, path, GateRuleName.Of(rule), GateRuleName.KeyOf(rule.Rule), rule.Evidence, rule.Remedy, rule.Verdict == GateVerdict.Fail ? "major" : "minor");
            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteIssue(Utf8JsonWriter json, string path, string check, string key, string what, string? remedy, string severity)
    {
        json.WriteStartObject();
        json.WriteString("description", remedy is null ? what : $"{what}. {remedy}");
        json.WriteString("check_name", $"joulemark: {check}");

        // The same rule is the same issue from run to run, whatever its figures.
        json.WriteString("fingerprint", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{path}\n{key}"))));
        json.WriteString("severity", severity);
        json.WriteStartObject("location");
        json.WriteString("path", path);
        json.WriteStartObject("lines");
        json.WriteNumber("begin", 1);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
