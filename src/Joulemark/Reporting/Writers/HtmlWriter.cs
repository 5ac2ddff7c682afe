using System.Text;

namespace Joulemark.Reporting.Writers;

/// <summary>Writes the page that opens offline.</summary>
internal sealed class HtmlWriter : IReportWriter
{
    public string Extension => ".html";

    public byte[] Write(IReadOnlyList<ReportedRun> runs) => Encoding.UTF8.GetBytes(HtmlReportWriter.Write([.. runs.Select(r => (r.Record, r.Result))], ReportedRun.Analysed(runs)));
}
