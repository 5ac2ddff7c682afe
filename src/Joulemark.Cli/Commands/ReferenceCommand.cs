using System.CommandLine;
using Joulemark.Diagnostics;
using Joulemark.Onnx.Inference;
using Joulemark.Onnx.Server;
using Joulemark.Planning;
using Joulemark.Serving.Reference;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark reference</c>: serves the reference models.</summary>
internal static class ReferenceCommand
{
    public static Command Create()
    {
        var port = Options.Count("--port", "Port on loopback; 0 picks a free one.", 8000, least: 0, most: 65535, helpName: "P");
        var model = new Option<string[]>("--model") { Description = $"Model to serve, may be given again; all by default: {string.Join(", ", ReferenceModels.Names)}.", HelpName = "M" };
        var threads = Options.Count("--threads", "Threads of each model's inference.", 1, least: 1, most: 256);
        var batch = Options.Count("--max-batch", "Most requests that each model works on at once; more wait.", 256, least: 1, most: 4096);
        var stopWithStdin = new Option<bool>("--stop-with-stdin") { Description = "End when standard input closes, and ignore Ctrl-C: for a parent that starts this server.", Hidden = true };
        var command = new Command("reference", "Serve the reference models with an OpenAI-compatible API on loopback, until it is stopped. There is no --json: a server has no document to write.") { port, model, threads, batch, stopWithStdin };
        command.SetAction((parsed, _) => ExecuteAsync(new ReferenceServerOptions(parsed.GetValue(port), parsed.GetValue(model) is { Length: > 0 } given ? given : ReferenceModels.Names, parsed.GetValue(threads), parsed.GetValue(batch)), parsed.GetValue(stopWithStdin)));
        return command;
    }

    private static async Task<int> ExecuteAsync(ReferenceServerOptions options, bool stopWithStdin)
    {
        if (options.Models.FirstOrDefault(m => !ReferenceModels.Names.Contains(m, StringComparer.Ordinal)) is { } unknown)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM1006", DiagnosticSeverity.Error,
                $"there is no reference model '{unknown}'{NearestName.Suggestion(unknown, ReferenceModels.Names)}", $"Use one of: {string.Join(", ", ReferenceModels.Names)}."));
        }

        using var interruption = new Interruption();
        try
        {
            await using var server = await ReferenceServerApp.StartAsync(options, CancellationToken.None);
            await Console.Out.WriteLineAsync($"{ReferenceLauncher.Announcement}{server.Address}");
            if (stopWithStdin)
                await StandardInput.UntilClosedAsync();
            else
                await Task.Delay(Timeout.Infinite, interruption.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        catch (IOException e)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM3012", DiagnosticSeverity.Error, $"port {options.Port} cannot be listened on: {e.Message}", "Give another --port, or 0 for any free one."));
        }

        return (int)ExitCode.Done;
    }
}
