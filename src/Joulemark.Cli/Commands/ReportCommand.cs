using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Reporting;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark report RUN...</c>: figures and reports again, from the records alone.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Run folders.", Arity = ArgumentArity.OneOrMore };
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
        var runs = folders.Select(f => new ReportedRun(Result: ReportFiles.Make(f, out var record), Record: record)).ToList();
        if (writer is not null)
            await ReportFiles.WriteAsync(output!, writer.Write(runs));
        if (json)
            await OutputJson.WriteAsync(BuiltIns.ReportWriter(".json").Write(runs));
        foreach (var (run, folder) in json ? [] : runs.Zip(folders))
            ResultRenderer.Print(run.Result, run.Record, folder);
        return (int)(runs.TrueForAll(r => r.Result.Validity.Valid) ? ExitCode.Done : ExitCode.Invalid);
    }
}
