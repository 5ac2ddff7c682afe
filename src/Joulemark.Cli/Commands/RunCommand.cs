using System.CommandLine;
using Joulemark.Analysis;
using Joulemark.Cli.Rendering;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Onnx.Inference;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running;
using Joulemark.Serving.Launching;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark run SPEC</c>: the main job.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var spec = new Argument<string>("SPEC") { Description = "The benchmark's spec, a YAML file." };
        var set = new Option<string[]>("--set") { Description = "Set a key of the spec: key=value. May be given again.", HelpName = "key=value" };
        var runs = new Option<string>("--runs") { Description = "Where run folders go.", HelpName = "DIR", DefaultValueFactory = _ => "runs" };
        var json = new Option<bool>("--json") { Description = "Write the result as one JSON document to standard output, and nothing else." };
        var fetch = new Option<bool>("--fetch") { Description = "Fetch a data file that the spec gives an address for without its hash; it stays in the user's cache." };
        var resume = new Option<string>("--resume") { Description = "Go on from a run of the same spec that was cut off: measures what it has not, in a new folder beside it.", HelpName = "RUN" };
        var wait = Options.Wait();
        var prices = new PriceOptions();
        var command = new Command("run", "Run a benchmark and report it.") { spec, set, runs, resume, fetch, wait, json };
        prices.AddTo(command);
        command.SetAction((parsed, _) => ExecuteAsync(
            parsed.GetValue(spec)!, parsed.GetValue(set) ?? [], RunsOf(parsed.GetValue(resume), parsed.GetValue(runs)!, parsed.GetResult(runs) is { Implicit: false }),
            parsed.GetValue(resume), parsed.GetValue(fetch), parsed.GetValue(wait), prices.Checked(parsed), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ExecuteAsync(string specFile, string[] settings, string runs, string? resume, bool fetch, bool wait, RecommendationOptions? prices, bool json)
    {
        var plan = Planner.Plan(SpecParser.ParseFile(specFile, settings), ReferenceModels.Names, fetch);
        DiagnosticsPrinter.Print(plan.Warnings);
        if (resume is not null && Resumption.IsNothingLeft(Resume(plan, resume))) // a mistake is told now, and not once the run that measures is over
            return await NothingLeftAsync(resume, prices, json);
        using var interruption = new Interruption();
        using var runLock = await RunLocking.TakeAsync($"run {specFile}", wait, interruption.Token);
        if (runLock is null)
            return (int)ExitCode.Interrupted;
        if (resume is not null)
        {
            plan = Resume(plan, resume); // again: what it goes on from may be the run that was waited for
            if (Resumption.IsNothingLeft(plan))
                return await NothingLeftAsync(resume, prices, json);
        }

        await new StartedServers(HostPaths.FromEnvironment(), TimeProvider.System).RequireNoneLeftAsync(interruption.Token);
        RunStatus status;
        JoulemarkException? failure = null;
        string folder;
        IReadOnlyList<Diagnostic> unrestored;
        using (var progress = ProgressDisplay.Create())
        {
            await using var runner = new BenchmarkRunner(
                plan, new RunSettings(runs, SelfCommand.Get(), HostPaths.FromEnvironment(), TimeProvider.System), progress.Show);
            folder = runner.Folder;
            runLock.Name(Path.GetFileName(folder));
            try
            {
                status = await runner.RunAsync(interruption.Token);
            }
            catch (JoulemarkException e)
            {
                (status, failure) = (RunStatus.Failed, e);
            }

            unrestored = runner.Unrestored;
        }

        if (failure is not null)
            DiagnosticsPrinter.Print(failure.Diagnostics);
        DiagnosticsPrinter.Print(unrestored);
        var result = await ReportAsync(folder, prices, json, [.. failure?.Diagnostics ?? [], .. plan.Warnings]);
        return (int)(status switch
        {
            RunStatus.Interrupted => ExitCode.Interrupted,
            RunStatus.Failed => failure!.ExitCode,
            _ => result.Validity.Valid && !unrestored.Any(d => d.Severity == DiagnosticSeverity.Error) ? ExitCode.Done : ExitCode.Invalid, // a machine that is not as it was is no success
        });
    }

    private static async Task<RunResult> ReportAsync(string folder, RecommendationOptions? prices, bool json, IReadOnlyList<Diagnostic>? said = null)
    {
        var run = ReportFiles.Make(folder, prices);
        if (json)
            await OutputJson.WriteAsync(run.Result);
        else
            ResultRenderer.Print(run, folder, said: said);
        return run.Result;
    }

    /// <summary>Where the new run goes: beside the one that it goes on from, which it names by its folder only.</summary>
    private static string RunsOf(string? resume, string runs, bool isGiven)
    {
        if (resume is null)
            return runs;
        var beside = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(resume))) ?? ".";
        return !isGiven || Path.TrimEndingDirectorySeparator(Path.GetFullPath(runs)) == beside ? beside
            : throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM5033", DiagnosticSeverity.Error,
                $"--runs '{runs}' is not the folder of '{resume}': a run that goes on from another lies beside it", "Leave --runs out."));
    }

    private static BenchmarkPlan Resume(BenchmarkPlan plan, string folder)
    {
        var facts = MachineProbe.Capture(HostPaths.FromEnvironment());
        return Resumption.Of(plan, folder, RunFolderReader.Read(folder), new MachineSnapshot { Fingerprint = facts.Fingerprint, Facts = facts.All, Channels = [], Missing = [] });
    }

    private static async Task<int> NothingLeftAsync(string folder, RecommendationOptions? prices, bool json)
    {
        await Console.Error.WriteLineAsync($"nothing is left to measure: {folder} has every window that the spec asks for");
        return (int)((await ReportAsync(folder, prices, json)).Validity.Valid ? ExitCode.Done : ExitCode.Invalid);
    }
}
