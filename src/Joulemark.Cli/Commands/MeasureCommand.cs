using System.CommandLine;
using Joulemark.Analysis;
using Joulemark.Cli.Rendering;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Leases;
using Joulemark.Metering;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running;
using Joulemark.Serving.Launching;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark measure -- COMMAND</c>: the energy of any command, from its start to its end.</summary>
internal static class MeasureCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("COMMAND") { Description = "The command and its arguments, after --.", Arity = ArgumentArity.OneOrMore };
        var idle = Options.Duration("--idle", "Idle baseline before the first run, its first fifth to settle; 0s for none.", "5s");
        var repeat = Options.Count("--repeat", "Runs that are measured; from 3 on there is an interval.", 1, least: 1);
        var warmUp = Options.Count("--warm-up", "Runs before those, not measured.", 0, least: 0);
        var coolDown = Options.Duration("--cool-down", "Rest between two runs.", "1s");
        var boundary = Options.OneOf("--boundary", "What is counted; auto is the widest that can be measured here.", "auto", "B", [.. Enum.GetValues<Boundary>().Select(RecordNames.Of)]);
        var rate = Options.SampleRate();
        var gpus = new Option<string>("--gpus") { Description = "Boards that the boundary gpu counts, e.g. 0,1, as joulemark meters lists them; all by default.", HelpName = "LIST", DefaultValueFactory = _ => "" };
        var meters = MeterOption.Create();
        var runs = new Option<string>("--runs") { Description = "Where run folders go.", HelpName = "DIR", DefaultValueFactory = _ => "runs" };
        var json = new Option<bool>("--json")
        {
            Description = "Write the result as one JSON document to standard output, and nothing else; what the command writes there goes to standard error.",
        };
        var wait = Options.Wait();
        var prices = new PriceOptions();
        var command = new Command("measure", "Measure the energy of a command, its children included.") { words, idle, repeat, warmUp, coolDown, boundary, gpus, rate, meters, runs, wait, json };
        prices.AddTo(command);
        command.SetAction((parsed, _) => ExecuteAsync(new CommandPlan
        {
            Command = parsed.GetValue(words)!,
            Boundary = Enum.GetValues<Boundary>().First(b => RecordNames.Of(b) == parsed.GetValue(boundary)),
            Gpus = parsed.GetValue(gpus)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Meters = MeterOption.Read(parsed, meters),
            Idle = parsed.GetValue(idle) ?? CommandPlan.DefaultIdle,
            Repeats = parsed.GetValue(repeat),
            WarmUps = parsed.GetValue(warmUp),
            CoolDown = parsed.GetValue(coolDown) ?? CommandPlan.DefaultCoolDown,
            SampleRate = parsed.GetValue(rate),
            OutputToStandardError = parsed.GetValue(json),
        }, parsed.GetValue(runs)!, parsed.GetValue(wait), prices.Checked(parsed), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ExecuteAsync(CommandPlan plan, string runs, bool wait, RecommendationOptions? prices, bool json)
    {
        RunLock? taken;
        using (var interruption = new Interruption())
            taken = await RunLocking.TakeAsync($"measure {RunHeaders.NameOf(plan)}", wait, interruption.Token);
        using var runLock = taken;
        if (runLock is null)
            return (int)ExitCode.Interrupted;
        using (var interruption = new Interruption())
            await new StartedServers(HostPaths.FromEnvironment(), TimeProvider.System).RequireNoneLeftAsync(interruption.Token);
        RunStatus status;
        JoulemarkException? failure = null;
        string folder;
        int? exitCode;
        await using (var runner = new CommandRunner(plan, new RunSettings(runs, SelfCommand.Get(), HostPaths.FromEnvironment(), TimeProvider.System), ShowProgress))
        {
            using var interruption = new Interruption(signal => runner.Signal(signal));
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

            exitCode = runner.CommandExitCode;
        }

        if (failure is not null)
            DiagnosticsPrinter.Print(failure.Diagnostics);
        var run = ReportFiles.Make(folder, prices);
        if (json)
            await OutputJson.WriteAsync(run.Result);
        else
            ResultRenderer.Print(run, folder, toStandardError: true, failure?.Diagnostics);
        return status switch
        {
            RunStatus.Interrupted => (int)ExitCode.Interrupted,
            RunStatus.Failed => (int)failure!.ExitCode,
            _ => ExitCodeOf(plan, run.Record, exitCode, run.Result),
        };
    }

    /// <summary>
    /// A single run ends as its command did, so that what is measured can stand in a script's place; whether its figures are
    /// valid is in the report and in the document. Several end with 4 when one of them failed, and with 3 when not valid.
    /// </summary>
    private static int ExitCodeOf(CommandPlan plan, RunRecord record, int? last, RunResult result)
    {
        if (plan.Repeats == 1 && last is { } code)
            return code;
        if (record.Requests.Any(r => r.ExitCode is not (null or 0)))
            return (int)ExitCode.SystemUnderTestFailed;
        return (int)(result.Validity.Valid ? ExitCode.Done : ExitCode.Invalid);
    }

    /// <summary>The command owns the terminal: only several runs get a line each, on standard error.</summary>
    private static void ShowProgress(RunProgress progress)
    {
        if (progress.MinRepeats > 1 && progress.Disturbance is { } disturbance)
            Console.Error.WriteLine($"[disturbed: {disturbance}]");
        else if (progress.MinRepeats > 1)
            Console.Error.WriteLine($"[{progress.Activity}{(progress.Repeat > 0 ? $" {progress.Repeat} of {progress.MinRepeats}" : "")}]");
    }
}
