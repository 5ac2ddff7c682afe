using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Metrology;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark meters</c>: what can be measured here, how well, and how to get more.</summary>
internal static class MetersCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write one JSON document to standard output, and nothing else." };
        var command = new Command("meters", "List what can be measured on this machine.") { json };
        command.SetAction((parsed, _) => ExecuteAsync(parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ExecuteAsync(bool json)
    {
        using var meters = MeterSet.Probe(new MeterHost(HostPaths.FromEnvironment(), new MonotonicClock(TimeProvider.System), new SystemUnderTest()));
        if (json)
            await OutputJson.WriteAsync(MeterListing.From(meters));
        else
            MetersRenderer.Print(MeterListing.From(meters));
        return (int)ExitCode.Done;
    }
}
