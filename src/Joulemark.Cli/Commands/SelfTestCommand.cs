using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Running;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark selftest</c>: what metering itself costs on this machine.</summary>
internal static class SelfTestCommand
{
    private static readonly TimeSpan DefaultPhase = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var phase = Options.Duration("--phase", "Length of each of the eight phases, four with metering and four without.", "2s");
        var rate = Options.SampleRate();
        var meters = MeterOption.Create();
        var json = Options.Json();
        var command = new Command("selftest", "Measure what metering itself costs here: CPU time, and power where it can be seen.") { phase, rate, meters, json };
        command.SetAction((parsed, _) => ExecuteAsync(parsed.GetValue(phase) ?? DefaultPhase, parsed.GetValue(rate), MeterOption.Read(parsed, meters), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ExecuteAsync(TimeSpan phase, double rate, IReadOnlyList<MeterSource> sources, bool json)
    {
        if (phase < TimeSpan.FromMilliseconds(100))
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM1004", DiagnosticSeverity.Error, $"--phase is {phase.TotalMilliseconds} ms; the least is 100ms", "From a second on it says something."));
        using var interruption = new Interruption();
        var test = new SelfTest(new RunSettings("", SelfCommand.Get(), HostPaths.FromEnvironment(), TimeProvider.System), sources, rate);
        try
        {
            var result = await test.RunAsync(
                phase, (number, of, metered) => Console.Error.WriteLine($"[{number} of {of}] {(metered ? "with" : "without")} metering"), interruption.Token);
            if (json)
                await OutputJson.WriteAsync(result);
            else
                SelfTestRenderer.Print(result);
            return (int)ExitCode.Done;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return (int)ExitCode.Interrupted;
        }
    }
}
