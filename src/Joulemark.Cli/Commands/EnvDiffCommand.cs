using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark env diff A B</c>: two machines side by side.</summary>
internal static class EnvDiffCommand
{
    private const string ThisMachine = "this machine";
    private const string Form = "a run folder, a machine.json, or 'here' for this machine now.";

    public static Command Create()
    {
        var a = new Argument<string>("A") { Description = $"One machine: {Form}" };
        var b = new Argument<string>("B") { Description = $"The other: {Form}" };
        var all = new Option<bool>("--all") { Description = "List what is the same, too." };
        var json = Options.Json();
        var command = new Command("diff", "Show how two machines differ.") { a, b, all, json };
        command.SetAction(async (parsed, _) =>
        {
            var diff = EnvironmentDiff.Of(Read(parsed.GetValue(a)!), Read(parsed.GetValue(b)!), parsed.GetValue(all));
            if (parsed.GetValue(json))
                await OutputJson.WriteAsync(diff);
            else
                EnvironmentDiffRenderer.Print(diff);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static (string Name, MachineSnapshot Machine) Read(string text)
    {
        if (text is not ("." or "here"))
            return (text, RunFolderReader.ReadMachine(text));
        var facts = MachineProbe.Capture(HostPaths.FromEnvironment());
        return (ThisMachine, new MachineSnapshot { Fingerprint = facts.Fingerprint, Facts = facts.All, Channels = [], Missing = [] });
    }
}
