using System.Globalization;
using System.Text;
using System.Xml;
using Joulemark.Comparison.Gating;

namespace Joulemark.Reporting.Gating;

/// <summary>
/// A gate's outcome as JUnit XML, as Jenkins, GitLab and GitHub's actions read it: a test case a rule. A broken rule is a
/// failure; one without a verdict is an error, so that no tool takes it
/// for passed; what was accepted is a check that was skipped.
/// </summary>
internal static class GateJUnit
{
    public static string Write(GateOutcome outcome)
    {
        using var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            var obstacles = outcome.Verdict is GateVerdict.NotComparable or GateVerdict.Invalid ? GateText.Obstacles(outcome).ToList() : [];
            var accepted = GateText.Accepted(outcome).ToList();
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", "joulemark gate");
            xml.WriteAttributeString("tests", Number(outcome.Rules.Count + obstacles.Count + accepted.Count));
            xml.WriteAttributeString("failures", Number(outcome.Rules.Count(r => r.Verdict == GateVerdict.Fail)));
            xml.WriteAttributeString("errors", Number(obstacles.Count + outcome.Rules.Count(r => r.Verdict is not (GateVerdict.Pass or GateVerdict.Fail))));
            xml.WriteAttributeString("skipped", Number(accepted.Count));
            foreach (var ((_, what, remedy), i) in obstacles.Select((o, i) => (o, i)))
                WriteCase(xml, outcome, obstacles.Count == 1 ? "comparable and valid" : $"comparable and valid ({Number(i + 1)} of {Number(obstacles.Count)})", "error", what, remedy);
            foreach (var rule in outcome.Rules)
                WriteCase(xml, outcome, GateRuleName.Of(rule), rule.Verdict switch { GateVerdict.Pass => null, GateVerdict.Fail => "failure", _ => "error" }, rule.Evidence, rule.Remedy);
            foreach (var (key, what) in accepted)
                WriteCase(xml, outcome, $"accepted: {key}", "skipped", what, null); // a check that the user had left out
            if (GateText.Noted(outcome).Concat(GateText.Notes(outcome).Select(n => n.Message)).ToList() is { Count: > 0 } notes)
                xml.WriteElementString("system-out", Clean(string.Join('\n', notes)));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private static void WriteCase(XmlWriter xml, GateOutcome outcome, string name, string? problem, string evidence, string? remedy)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"joulemark.{Clean(outcome.Candidate.Configuration)}");
        xml.WriteAttributeString("name", Clean(name));
        if (problem is not null)
        {
            xml.WriteStartElement(problem);
            xml.WriteAttributeString("message", Clean(evidence));
            xml.WriteString(Clean(remedy ?? ""));
            xml.WriteEndElement();
        }
        else
        {
            xml.WriteElementString("system-out", Clean(evidence));
        }

        xml.WriteEndElement();
    }

    /// <summary>Characters that XML 1.0 cannot hold are left out; those of two halves, as emoji are, it can.</summary>
    private static string Clean(string text) => string.Concat(text.EnumerateRunes().Where(r => !r.IsBmp || XmlConvert.IsXmlChar((char)r.Value)));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
