using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Attribution;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting.Writers;

/// <summary>Which requests cost most: a line for each with the joules that are attributed to it, the dearest first.</summary>
internal static class AttributionCsv
{
    private static readonly string[] Columns =
    [
        "configuration", "stage", "repeat", "item", "conversation", "turn", "scheduled_ns", "sent_ns", "ended_ns", "prompt_tokens", "output_tokens", "error", "whole", "attributed_j", "of_which_idle_j",
    ];

    /// <summary>Writes the file, line by line.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="configurations">What is attributed, by configuration.</param>
    public static void Write(TextWriter writer, IReadOnlyList<(ConfigurationEvidence Evidence, RequestAttribution Attribution)> configurations)
    {
        writer.Write(CsvText.Line(Columns));
        foreach (var (evidence, attribution) in configurations)
        {
            foreach (var request in attribution.Requests().OrderByDescending(r => r.Joules))
                writer.Write(Line(evidence, request));
        }
    }

    private static string Line(ConfigurationEvidence evidence, AttributedRequest charged)
    {
        var request = evidence.Requests[charged.Number];
        return CsvText.Line(
            CsvText.Text(request.Configuration), RecordNames.Of(request.Stage), CsvText.Number(request.Repeat), CsvText.Number(request.Item), CsvText.Number(request.Conversation),
            CsvText.Number(request.Turn), Moment(request.Scheduled), Moment(request.Sent), Moment(request.Ended), CsvText.Number(request.PromptTokens), CsvText.Number(request.OutputTokens),
            CsvText.Text(request.ErrorKind ?? ""), CsvText.Truth(charged.IsWhole), CsvText.Number(charged.Joules), CsvText.Number(charged.Idle));
    }

    private static string Moment(Timestamp time) => time.Nanoseconds.ToString(CultureInfo.InvariantCulture);
}
