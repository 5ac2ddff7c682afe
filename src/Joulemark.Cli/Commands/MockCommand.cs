using System.CommandLine;
using Joulemark.Serving.Mock;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark mock</c>: the server that <c>joulemark selftest</c> measures the load client with. Not for people.</summary>
internal static class MockCommand
{
    public static Command Create()
    {
        var tokens = new Option<int>("--tokens") { Description = "Tokens of each answer.", DefaultValueFactory = _ => 128 };
        var oneByOne = new Option<bool>("--one-by-one") { Description = "Send each token by itself." };
        var command = new Command("mock", "Answer every request with the same stream, until standard input closes.") { tokens, oneByOne };
        command.Hidden = true;
        command.SetAction((parsed, _) => ExecuteAsync(parsed.GetValue(tokens), parsed.GetValue(oneByOne)));
        return command;
    }

    private static async Task<int> ExecuteAsync(int tokens, bool oneByOne)
    {
        using var server = new MockServer(tokens, oneByOne);
        await Console.Out.WriteLineAsync($"{MockServer.Announcement}{server.Address}");
        await StandardInput.UntilClosedAsync();
        return 0;
    }
}
