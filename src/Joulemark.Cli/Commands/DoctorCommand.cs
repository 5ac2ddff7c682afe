using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Onnx.Inference;
using Joulemark.Planning;
using Joulemark.Running;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark doctor</c>: the machine against the controls of a spec, and settings that runs left changed.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var spec = new Argument<string?>("SPEC") { Description = "A spec, to look at the machine for it.", Arity = ArgumentArity.ZeroOrOne };
        var restore = new Option<bool>("--restore") { Description = "Set back what a run that was killed had changed." };
        var json = new Option<bool>("--json") { Description = "Write one JSON document to standard output, and nothing else." };
        var command = new Command("doctor", "Look the machine over: what a spec asks of it, and what runs left changed.") { spec, restore, json };
        command.SetAction((parsed, _) => ExecuteAsync(parsed.GetValue(spec), parsed.GetValue(restore), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ExecuteAsync(string? spec, bool restore, bool json)
    {
        var plan = spec is null ? null : Planner.Plan(SpecParser.ParseFile(spec), ReferenceModels.Names);
        var report = Doctor.Examine(HostPaths.FromEnvironment(), plan, restore);
        if (json)
            await OutputJson.WriteAsync(report);
        else
            DoctorRenderer.Print(report);
        return (int)(report.Passed ? ExitCode.Done : ExitCode.Invalid);
    }
}
