using Joulemark.Analysis;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary>Several runs on one page. The runs' own folders are only read.</summary>
internal static class ManyRunsReport
{
    public static async Task<int> WriteAsync(IReadOnlyList<string> folders, string? output, bool json)
    {
        if (json)
            throw BadUsage("--json writes the result of one run", "Ask for one run at a time; joulemark query reads many.");
        if (output is not null && !Path.GetExtension(output).Equals(".html", StringComparison.OrdinalIgnoreCase))
            throw BadUsage($"several runs are one page, and '{output}' is none", "Name the file .html, or give one run.");

        List<(RunRecord Record, RunResult Result)> runs = [];
        foreach (var folder in folders.DistinctBy(Path.GetFullPath, StringComparer.Ordinal))
        {
            var record = RunFolderReader.Read(folder);
            runs.Add((record, RunAnalyzer.Analyze(record)));
        }

        if (output is not null)
        {
            try
            {
                await File.WriteAllTextAsync(output, HtmlReportWriter.Write(runs));
            }
            catch (Exception e) when (FileFailure.Is(e))
            {
                throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4004", DiagnosticSeverity.Error, $"'{output}' cannot be written: {e.Message}", "Give another file with -o."));
            }
        }

        RunsRenderer.Print(runs);
        return (int)(runs.TrueForAll(r => r.Result.Validity.Valid) ? ExitCode.Done : ExitCode.Invalid);
    }

    private static JoulemarkException BadUsage(string message, string remedy) =>
        new(ExitCode.BadUsage, new Diagnostic("JM4010", DiagnosticSeverity.Error, message, remedy));
}
