using System.Net;
using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>Placeholder until the charts are in.</summary>
internal static class HtmlReportWriter
{
    public static string Write(RunRecord record, RunResult result) => $"<!doctype html><title>{WebUtility.HtmlEncode(result.Name)}</title>{record.Windows.Count}";
}
