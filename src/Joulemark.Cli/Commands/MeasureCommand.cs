using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Joulemark.Analysis;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark measure -- COMMAND</c>: the energy of any command, from its start to its end.</summary>
internal static class MeasureCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("COMMAND") { Description = "The command and its arguments, after --.", Arity = ArgumentArity.OneOrMore };
        var idle = Duration("--idle", "Idle baseline before the first run; 0s for none.", "5s");
        var repeat = Count("--repeat", "Runs that are measured; from 3 on there is an interval.", 1, least: 1);
        var warmUp = Count("--warm-up", "Runs before those, not measured.", 0, least: 0);
        var coolDown = Duration("--cool-down", "Rest between two runs.", "1s");
        var boundary = new Option<string>("--boundary") { Description = "What is counted; auto is the widest that can be measured here.", HelpName = "B", DefaultValueFactory = _ => "auto" };
        boundary.AcceptOnlyFromAmong([.. Enum.GetValues<Boundary>().Select(RecordNames.Of)]);
        var rate = new Option<double>("--sample-rate") { Description = "Meter readings a second, 1 to 100.", HelpName = "HZ", DefaultValueFactory = _ => 10 };
        rate.Validators.Add(r => Require(r, r.GetValueOrDefault<double>() is >= 1 and <= 100, "--sample-rate must be from 1 to 100"));
        var meters = MeterOption.Create();
        var runs = new Option<string>("--runs") { Description = "Where run folders go.", HelpName = "DIR", DefaultValueFactory = _ => "runs" };
        var json = new Option<bool>("--json")
        {
            Description = "Write the result as one JSON document to standard output, and nothing else; what the command writes there goes to standard error.",
        };
        var command = new Command("measure", "Measure the energy of a command, its children included.") { words, idle, repeat, warmUp, coolDown, boundary, rate, meters, runs, json };
        command.SetAction((parsed, _) => ExecuteAsync(new CommandPlan
        {
            Command = parsed.GetValue(words)!,
            Boundary = Enum.GetValues<Boundary>().First(b => RecordNames.Of(b) == parsed.GetValue(boundary)),
            Meters = MeterOption.Read(parsed, meters),
            Idle = parsed.GetValue(idle),
            Repeats = parsed.GetValue(repeat),
            WarmUps = parsed.GetValue(warmUp),
            CoolDown = parsed.GetValue(coolDown),
            SampleRate = parsed.GetValue(rate),
            OutputToStandardError = parsed.GetValue(json),
        }, parsed.GetValue(runs)!, parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ExecuteAsync(CommandPlan plan, string runs, bool json)
    {
        RunStatus status;
        JoulemarkException? failure = null;
        string folder;
        int? exitCode;
        await using (var runner = new CommandRunner(plan, new RunSettings(runs, SelfCommand.Get(), HostPaths.FromEnvironment(), TimeProvider.System), ShowProgress))
        {
            using var interruption = new Interruption(signal => runner.Signal(signal));
            folder = runner.Folder;
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
        var result = ReportFiles.Make(folder, out var record);
        if (json)
            await OutputJson.WriteAsync(result);
        else
            ResultRenderer.Print(result, record, folder, toStandardError: true);
        return status switch
        {
            RunStatus.Interrupted => (int)ExitCode.Interrupted,
            RunStatus.Failed => (int)failure!.ExitCode,
            _ => ExitCodeOf(plan, record, exitCode, result),
        };
    }

    /// <summary>A single run ends as its command did; several end with 4 when one of them failed.</summary>
    private static int ExitCodeOf(CommandPlan plan, RunRecord record, int? last, RunResult result)
    {
        if (plan.Repeats == 1 && last is { } code and not 0)
            return code;
        if (record.Requests.Any(r => r.ExitCode is not (null or 0)))
            return (int)ExitCode.SystemUnderTestFailed;
        return (int)(result.Validity.Valid ? ExitCode.Done : ExitCode.Invalid);
    }

    /// <summary>The command owns the terminal: only several runs get a line each, on standard error.</summary>
    private static void ShowProgress(RunProgress progress)
    {
        if (progress.MinRepeats > 1)
            Console.Error.WriteLine($"[{progress.Activity}{(progress.Repeat > 0 ? $" {progress.Repeat} of {progress.MinRepeats}" : "")}]");
    }

    private static Option<TimeSpan> Duration(string name, string description, string value)
    {
        TimeSpan Parse(ArgumentResult result)
        {
            var text = result.Tokens is [{ Value: var given }] ? given : value;
            if (SpecValueParser.Seconds(text) is { } seconds)
                return TimeSpan.FromSeconds(seconds);
            if (text == "0")
                return TimeSpan.Zero;
            result.AddError($"{name}: '{text}' is not a duration with its unit, such as 500ms, 10s or 2m");
            return default;
        }

        return new Option<TimeSpan>(name) { Description = $"{description} [default: {value}]", HelpName = "TIME", CustomParser = Parse, DefaultValueFactory = Parse };
    }

    private static Option<int> Count(string name, string description, int value, int least)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(r => Require(r, r.GetValueOrDefault<int>() >= least, $"{name} must be at least {least}"));
        return option;
    }

    private static void Require(SymbolResult result, bool holds, string message)
    {
        if (!holds)
            result.AddError(message);
    }
}
