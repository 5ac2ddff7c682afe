using Joulemark.Cli.Rendering;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Reporting;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary>Analyses a run folder and writes what analysis makes: <c>result.json</c> and <c>report.html</c>.</summary>
internal static class ReportFiles
{
    /// <param name="folder">The run's folder.</param>
    /// <param name="prices">What the page says the cost at; null for none.</param>
    public static ReportedRun Make(string folder, RecommendationOptions? prices = null)
    {
        var record = RunFolderReader.Read(folder);
        var analysed = new AnalysedRuns();
        var (result, evidence) = analysed.Of(record);
        var isWritten = false;
        try
        {
            ResultFile.Write(folder, result);
            File.WriteAllText(Path.Combine(folder, RunFolder.Report), HtmlReportWriter.Write(record, result, analysed, prices));
            isWritten = true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The figures are made all the same; neither a full disk nor a mistake of the page's may take them from the user.
            DiagnosticsPrinter.Print([new Diagnostic("JM4004", DiagnosticSeverity.Warning, $"the report could not be written into {folder}: {(FileFailure.Is(e) ? e.Message : e)}",
                FileFailure.Is(e) ? "joulemark report RUN -o FILE writes it elsewhere." : "The figures are not touched by it. It is a mistake of Joulemark's: please report it.")]);
        }

        return new ReportedRun(record, result) { Evidence = evidence, Prices = prices, IsWritten = isWritten };
    }

    /// <summary>What a file's name ends with, that says what kind it is.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it is none of those there are.</exception>
    public static string Extension(string file, IReadOnlyList<string> valid)
    {
        var extension = Path.GetExtension(file).ToLowerInvariant();
        return valid.Contains(extension, StringComparer.Ordinal) ? extension : throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4005", DiagnosticSeverity.Error,
            $"'{file}' ends with none of {string.Join(", ", valid)}", "The end of its name says what kind of file is written: name it so."));
    }

    /// <exception cref="JoulemarkException">Exit code 2: it cannot be written.</exception>
    public static async Task WriteAsync(string file, byte[] content)
    {
        try
        {
            RunFolder.Spare(file);
            await File.WriteAllBytesAsync(file, content);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4004", DiagnosticSeverity.Error, $"'{file}' cannot be written: {FileFailure.Why(e, file)}", "Give another file with -o."));
        }
    }
}
