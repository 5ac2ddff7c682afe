using System.CommandLine;
using Joulemark.Planning;
using Joulemark.Serving.Launching;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark supervise -- COMMAND</c>: stands between a run and the server that it launched. Not for people.</summary>
internal static class SuperviseCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("COMMAND") { Description = "The command and its arguments, after --.", Arity = ArgumentArity.OneOrMore };
        var afterwards = new Option<string>("--afterwards") { Description = "Words of a command to run once this one was ended, as a JSON array.", DefaultValueFactory = _ => "[]" };
        var command = new Command("supervise", "Run a command until standard input closes, then end it and all that it started.") { words, afterwards };
        command.Hidden = true;
        command.SetAction((parsed, _) => ExecuteAsync(parsed.GetValue(words)!, WordList.Parse(parsed.GetValue(afterwards)!)));
        return command;
    }

    private static async Task<int> ExecuteAsync(IReadOnlyList<string> words, IReadOnlyList<string> afterwards)
    {
        using var interruption = new Interruption();
        var interrupted = new TaskCompletionSource();
        await using var registration = interruption.Token.Register(interrupted.SetResult);
        return await new Supervisor(words, afterwards).RunAsync(Console.WriteLine, Task.WhenAny(StandardInput.UntilClosedAsync(), interrupted.Task));
    }
}
