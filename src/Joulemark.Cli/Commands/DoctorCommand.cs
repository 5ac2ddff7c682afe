using System.CommandLine;
using Joulemark.Checkup;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Onnx.Inference;
using Joulemark.Planning;
using Joulemark.Running;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark doctor</c>: a checklist of the machine and a spec, and the way back from settings that runs left changed.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var spec = new Argument<string?>("SPEC") { Description = "A spec, to look at the machine for it.", Arity = ArgumentArity.ZeroOrOne };
        var restore = new Option<bool>("--restore") { Description = "Set back what a run that was killed had changed, and end the servers that it left." };
        var json = Options.Json();
        var set = new Option<string[]>("--set") { Description = "Set a key of the spec: key=value. May be given again.", HelpName = "key=value" };
        var runs = new Option<string>("--runs") { Description = "Where run folders are to go.", HelpName = "DIR", DefaultValueFactory = _ => "runs" };
        var quick = new Option<bool>("--quick") { Description = "Leave out what waits, starts a process or goes over a network." };
        var command = new Command("doctor", "Look the machine over, and a spec with it: what makes figures mislead, and what to do about it.") { spec, set, runs, quick, restore, json };
        command.SetAction((parsed, cancellation) => parsed.GetValue(restore)
            ? RestoreAsync(parsed.GetValue(spec), parsed.GetValue(set) ?? [], parsed.GetValue(runs)!, parsed.GetValue(quick), parsed.GetValue(json), cancellation)
            : ExamineAsync(parsed.GetValue(spec), parsed.GetValue(set) ?? [], parsed.GetValue(runs)!, parsed.GetValue(quick), parsed.GetValue(json), cancellation));
        return command;
    }

    /// <summary>Puts the machine in order, and then looks at it as it is now, for the spec.</summary>
    private static async Task<int> RestoreAsync(string? spec, string[] settings, string runs, bool quick, bool json, CancellationToken cancellationToken)
    {
        var examination = Settings(spec, settings, runs, quick); // a spec with mistakes is refused before anything is changed
        var report = await Doctor.ExamineAsync(examination.Paths, restore: true, cancellationToken);
        if (spec is not null)
            report = report with { Checkup = await Examination.MakeAsync(examination, cancellationToken) };
        if (json)
        {
            await OutputJson.WriteAsync(report);
        }
        else
        {
            DoctorRenderer.Print(report);
            if (report.Checkup is { } checkup)
                CheckupRenderer.Print(checkup);
        }

        return (int)(report.Passed ? ExitCode.Done : ExitCode.Invalid);
    }

    private static async Task<int> ExamineAsync(string? spec, string[] settings, string runs, bool quick, bool json, CancellationToken cancellationToken)
    {
        var report = await Examination.MakeAsync(Settings(spec, settings, runs, quick), cancellationToken);
        if (json)
            await OutputJson.WriteAsync(report);
        else
            CheckupRenderer.Print(report);
        return (int)(report.Status == CheckStatus.Fail ? ExitCode.Invalid : ExitCode.Done);
    }

    private static ExaminationSettings Settings(string? spec, string[] settings, string runs, bool quick) => new(HostPaths.FromEnvironment(), TimeProvider.System, runs)
    {
        Plan = spec is null ? null : Planner.Plan(SpecParser.ParseFile(spec, settings), ReferenceModels.Names), SpecFile = spec, IsQuick = quick,
    };
}
