using System.CommandLine;
using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Cli.Rendering;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Leases;
using Joulemark.Records;
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
        var prices = new PriceOptions();
        prices.AddTo(command);
        var disclosure = new DisclosureReport(prices);
        disclosure.AddTo(command);
        var attribution = new AttributionReport();
        attribution.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var (folders, isDisclosure) = (parsed.GetValue(runs)!, disclosure.IsAsked(parsed));
            var file = attribution.File(parsed, folders, isDisclosure);
            return isDisclosure ? disclosure.ExecuteAsync(parsed, folders, parsed.GetValue(output), parsed.GetValue(json))
                : ExecuteAsync(folders, parsed.GetValue(output), file, prices.Checked(parsed), parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<int> ExecuteAsync(string[] folders, string? output, string? attribution, RecommendationOptions? prices, bool json)
    {
        var writer = output is null ? null : BuiltIns.ReportWriter(ReportFiles.Extension(output, BuiltIns.ReportExtensions));
        if (prices is not null && writer?.Extension is not (".html" or ".md") && (json || writer is not null))
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7094", DiagnosticSeverity.Error, $"prices are given, and {(output is null ? "--json" : $"'{output}'")} has the run's figures alone, which no price is in", "Write .html or .md with -o; joulemark recommend --json has costs for programs."));
        List<ReportedRun> runs = folders is [var only] ? [One(only, attribution, prices)]
            : [.. folders.DistinctBy(Path.GetFullPath, StringComparer.Ordinal).Select(f => Read(f) with { Prices = prices })];
        DiagnosticsPrinter.Print(runs.Select(r => Ongoing(r.Record.Header)).OfType<Diagnostic>());
        if (writer is not null)
            await ReportFiles.WriteAsync(output!, writer.Write(runs));
        if (json)
            await OutputJson.WriteAsync(BuiltIns.ReportWriter(".json").Write(runs));
        else if (folders is [var folder])
            ResultRenderer.Print(runs[0], folder);
        else
            RunsRenderer.Print(runs);
        return (int)(runs.TrueForAll(r => r.Result.Validity.Valid) ? ExitCode.Done : ExitCode.Invalid);
    }

    private static ReportedRun One(string folder, string? attribution, RecommendationOptions? prices)
    {
        var isOngoing = RunFolderReader.ReadHeader(folder) is { } header && Ongoing(header) is not null; // its folder is its own until it ends
        var run = isOngoing ? Read(folder) with { Prices = prices } : ReportFiles.Make(folder, prices);
        if (attribution is not null)
            AttributionReport.Write(attribution, run.Record, run.Evidence!);
        return run;
    }

    private static Diagnostic? Ongoing(RunHeader header) => OngoingRun.ProcessOf(header, HostPaths.FromEnvironment()) is not { } process ? null
        : new Diagnostic("JM4006", DiagnosticSeverity.Warning, string.Create(CultureInfo.InvariantCulture, $"{header.Id}: the run is still going on (process {process}): these are its figures so far, and nothing is written into its folder"),
            "Wait for its end: it reports itself then.");

    /// <summary>A run whose folder is only read.</summary>
    private static ReportedRun Read(string folder)
    {
        var record = RunFolderReader.Read(folder);
        return new ReportedRun(record, RunJudge.Judge(record, out var evidence)) { Evidence = evidence };
    }
}
