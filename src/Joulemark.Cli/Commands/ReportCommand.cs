using System.CommandLine;
using Joulemark.Analysis;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Reporting;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark report RUN...</c>: figures and reports again, from the records alone; of several runs one report.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "A run folder; several make one report of them.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = $"Write the report here, too; its name ends with one of {string.Join(", ", BuiltIns.ReportExtensions)}.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Write the result as one JSON document to standard output, and nothing else." };
        var command = new Command("report", "Analyse runs again and report them.") { runs, output, json };
        var disclosure = new DisclosureReport();
        disclosure.AddTo(command);
        command.SetAction((parsed, _) => disclosure.IsAsked(parsed)
            ? disclosure.ExecuteAsync(parsed, parsed.GetValue(runs)!, parsed.GetValue(output), parsed.GetValue(json))
            : ExecuteAsync(parsed.GetValue(runs)!, parsed.GetValue(output), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ExecuteAsync(string[] folders, string? output, bool json)
    {
        var writer = output is null ? null : BuiltIns.ReportWriter(ReportFiles.Extension(output, BuiltIns.ReportExtensions));
        List<ReportedRun> runs = folders is [var only] ? [new ReportedRun(Result: ReportFiles.Make(only, out var record), Record: record)]
            : [.. folders.DistinctBy(Path.GetFullPath, StringComparer.Ordinal).Select(Read)];
        if (writer is not null)
            await ReportFiles.WriteAsync(output!, writer.Write(runs));
        if (json)
            await OutputJson.WriteAsync(BuiltIns.ReportWriter(".json").Write(runs));
        else if (folders is [var folder])
            ResultRenderer.Print(runs[0].Result, runs[0].Record, folder);
        else
            RunsRenderer.Print(runs);
        return (int)(runs.TrueForAll(r => r.Result.Validity.Valid) ? ExitCode.Done : ExitCode.Invalid);
    }

    /// <summary>One of several: its folder is only read.</summary>
    private static ReportedRun Read(string folder)
    {
        var record = RunFolderReader.Read(folder);
        return new ReportedRun(record, RunAnalyzer.Analyze(record));
    }
}
