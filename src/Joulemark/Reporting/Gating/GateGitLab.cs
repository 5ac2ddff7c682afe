using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;

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
                Write("comparable-and-valid", "critical", GateText.Obstacles(outcome).Select(o => (o.Key, GateText.Sentences(o.What, o.Remedy))));
            }

            Write("accepted", "info", GateText.Accepted(outcome));
            Write("noted", "info", GateText.Notes(outcome).Where(n => n.Severity == DiagnosticSeverity.Warning).Select(n => (GateText.KeyOf(n), GateText.Sentences(n.Message, n.Remedy))));
            foreach (var rule in outcome.Rules.Where(r => r.Verdict != GateVerdict.Pass))
                WriteIssue(json, path, GateRuleName.Of(rule), Key(GateRuleName.KeyOf(rule.Rule)), GateText.Sentences(rule.Evidence, rule.Remedy), rule.Verdict == GateVerdict.Fail ? "major" : "minor");
            json.WriteEndArray();

            // What has one key is one issue, as GitLab knows it: of several runs, say.
            void Write(string check, string severity, IEnumerable<(string Key, string What)> texts)
            {
                foreach (var alike in texts.GroupBy(t => t.Key, t => t.What, StringComparer.Ordinal))
                    WriteIssue(json, path, check, Key($"{check}\n{alike.Key}"), string.Join("; ", alike.Distinct(StringComparer.Ordinal)), severity);
            }
        }

        // The same rule of the same configuration is the same issue from run to run, whatever its figures; gates of several show at one file.
        string Key(string key) => $"{path}\n{outcome.Candidate.Configuration}\n{key}";
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteIssue(Utf8JsonWriter json, string path, string check, string key, string what, string severity)
    {
        json.WriteStartObject();
        json.WriteString("description", what);
        json.WriteString("check_name", $"joulemark: {check}");
        json.WriteString("fingerprint", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
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
