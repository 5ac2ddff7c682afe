using Joulemark.Analysis;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary>Analyses a run folder and writes what analysis makes: <c>result.json</c> and <c>report.html</c>.</summary>
internal static class ReportFiles
{
    public static RunResult Make(string folder, out RunRecord record)
    {
        record = RunFolderReader.Read(folder);
        var result = RunAnalyzer.Analyze(record);
        try
        {
            ResultFile.Write(folder, result);
            File.WriteAllText(Path.Combine(folder, RunFolder.Report), HtmlReportWriter.Write(record, result));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The figures are made all the same; neither a full disk nor a mistake of the page's may take them from the user.
            DiagnosticsPrinter.Print([new Diagnostic("JM4004", DiagnosticSeverity.Warning, $"the report could not be written into {folder}: {(FileFailure.Is(e) ? e.Message : e)}",
                FileFailure.Is(e) ? "joulemark report RUN -o FILE writes it elsewhere." : "The figures are not touched by it. It is a mistake of Joulemark's: please report it.")]);
        }

        return result;
    }
}
