using System.CommandLine;
using System.CommandLine.Help;
using Joulemark.Cli.Commands;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;

namespace Joulemark.Cli;

/// <summary>The command line: parses, runs a command, and turns what went wrong into a message and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        GuardedWriter.Install();
        var root = new RootCommand("Measures how many joules an AI model costs, with its uncertainty.")
        {
            RunCommand.Create(),
            MeasureCommand.Create(),
            MetersCommand.Create(),
            DoctorCommand.Create(),
            SelfTestCommand.Create(),
            ReportCommand.Create(),
            VerifyCommand.Create(),
            CompareCommand.Create(),
            GateCommand.Create(),
            BaselineCommand.Create(),
            RecommendCommand.Create(),
            EnvCommand.Create(),
            ImportCommand.Create(),
            QueryCommand.Create(),
            ExportCommand.Create(),
            SchemaCommand.Create(),
            CompletionCommand.Create(),
            ReferenceCommand.Create(),
            MockCommand.Create(),
            SuperviseCommand.Create(),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
            ((string[])["/h", "/?"]).ToList().ForEach(slash => help.Aliases.Remove(slash)); // here these are files
        if (Suggestions.Asked(args) is { } line)
        {
            foreach (var suggestion in Suggestions.Of(root, line))
                await Console.Out.WriteLineAsync(suggestion);
            return (int)ExitCode.Done;
        }

        // A word that begins with @ is meant as it stands: a branch's baseline, or an argument of a measured command.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (UsageProblems.Of(parsed) is { Count: > 0 } problems)
        {
            foreach (var problem in problems)
                await Console.Error.WriteLineAsync($"error: {problem}");
            await Console.Error.WriteLineAsync($"Try: {UsageProblems.Names(parsed.CommandResult)} --help");
            return (int)ExitCode.BadUsage;
        }

        try
        {
            // Commands handle signals themselves: the default gives them two seconds, and a server must be stopped first.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (JoulemarkException e)
        {
            DiagnosticsPrinter.Print(e.Diagnostics);
            return (int)e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return (int)ExitCode.Interrupted;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync($"internal error, please report it: {e}");
            return (int)ExitCode.Invalid;
        }
    }
}
