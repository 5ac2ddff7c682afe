using System.Text;
using Joulemark.Diagnostics;

namespace Joulemark.Reporting.Writers;

/// <summary>Writes the page that opens offline.</summary>
internal sealed class HtmlWriter : IReportWriter
{
    public string Extension => ".html";

    public byte[] Write(IReadOnlyList<ReportedRun> runs) => runs is [var only]
        ? Encoding.UTF8.GetBytes(HtmlReportWriter.Write(only.Record, only.Result))
        : throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4020", DiagnosticSeverity.Error, $"an HTML report is of one run, and {runs.Count} are named", "Name one; .md, .csv and .json hold several; joulemark compare holds them against each other."));
}
