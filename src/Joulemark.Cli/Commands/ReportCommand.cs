using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Reporting;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark report RUN...</c>: figures and report again, from the records alone; of several runs one page.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "A run folder; several make one page of them, with -o FILE.html.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = "Write the report here, too: FILE.html or FILE.json.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Write the result as one JSON document to standard output, and nothing else." };
        var command = new Command("report", "Analyse a run again and report it, or several.") { runs, output, json };
        command.SetAction((parsed, _) => parsed.GetValue(runs) is [var run]
            ? ExecuteAsync(run, parsed.GetValue(output), parsed.GetValue(json))
            : ManyRunsReport.WriteAsync(parsed.GetValue(runs)!, parsed.GetValue(output), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ExecuteAsync(string folder, string? output, bool json)
    {
        var result = ReportFiles.Make(folder, out var record);
        if (output is not null)
        {
            var content = Path.GetExtension(output).ToLowerInvariant() switch
            {
                ".html" => System.Text.Encoding.UTF8.GetBytes(HtmlReportWriter.Write(record, result)),
                ".json" => ResultFile.ToJson(result),
                var other => throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4005", DiagnosticSeverity.Error,
                    $"'{other}' is not a kind of report", "Name the file .html or .json.")),
            };
            try
            {
                await File.WriteAllBytesAsync(output, content);
            }
            catch (Exception e) when (FileFailure.Is(e))
            {
                throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4004", DiagnosticSeverity.Error, $"'{output}' cannot be written: {e.Message}", "Give another file with -o."));
            }
        }

        if (json)
            await OutputJson.WriteAsync(result);
        else
            ResultRenderer.Print(result, record, folder);
        return (int)(result.Validity.Valid ? ExitCode.Done : ExitCode.Invalid);
    }
}
