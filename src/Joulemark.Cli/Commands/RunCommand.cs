using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Onnx.Inference;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running;
using Joulemark.Serving.Launching;

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
        var wait = Options.Wait();
        var command = new Command("run", "Run a benchmark and report it.") { spec, set, runs, fetch, wait, json };
        command.SetAction((parsed, _) => ExecuteAsync(parsed.GetValue(spec)!, parsed.GetValue(set) ?? [], parsed.GetValue(runs)!, parsed.GetValue(fetch), parsed.GetValue(wait), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ExecuteAsync(string specFile, string[] settings, string runs, bool fetch, bool wait, bool json)
    {
        var plan = Planner.Plan(SpecParser.ParseFile(specFile, settings), ReferenceModels.Names, fetch);
        DiagnosticsPrinter.Print(plan.Warnings);
        using var interruption = new Interruption();
        using var runLock = await RunLocking.TakeAsync($"run {specFile}", wait, interruption.Token);
        if (runLock is null)
            return (int)ExitCode.Interrupted;
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
        var result = ReportFiles.Make(folder, out var record);
        if (json)
            await OutputJson.WriteAsync(result);
        else
            ResultRenderer.Print(result, record, folder);
        return (int)(status switch
        {
            RunStatus.Interrupted => ExitCode.Interrupted,
            RunStatus.Failed => failure!.ExitCode,
            _ => result.Validity.Valid ? ExitCode.Done : ExitCode.Invalid,
        });
    }
}
