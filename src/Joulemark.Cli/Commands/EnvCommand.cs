using System.CommandLine;
using System.Text.Json;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark env</c>: what a machine is and how it is set, apart from any run.</summary>
internal static class EnvCommand
{
    public static Command Create() => new("env", "Look at what this machine is and how it is set, and how it differs from another.") { Capture(), EnvDiffCommand.Create() };

    private static Command Capture()
    {
        var json = Options.Json();
        var output = new Option<string?>("--output", "-o") { Description = "Write it here, too, as a run folder's machine.json is written.", HelpName = "FILE" };
        var command = new Command("capture", "List what is known of this machine, with where each fact comes from, and what is not known and why.") { json, output };
        command.SetAction((parsed, _) => CaptureAsync(parsed.GetValue(json), parsed.GetValue(output)));
        return command;
    }

    private static async Task<int> CaptureAsync(bool json, string? output)
    {
        var facts = MachineProbe.Capture(HostPaths.FromEnvironment());
        var machine = new MachineSnapshot { Fingerprint = facts.Fingerprint, Facts = facts.All, Channels = [], Missing = [] };
        if (output is not null)
            await ReportFiles.WriteAsync(output, JsonSerializer.SerializeToUtf8Bytes(machine, RecordJson.Indented.MachineSnapshot));
        if (json)
            await OutputJson.WriteAsync(machine);
        else
            FactsRenderer.Print(machine.Facts);
        return (int)ExitCode.Done;
    }
}
