using System.CommandLine;
using System.CommandLine.Parsing;
using Joulemark.Planning;

namespace Joulemark.Cli;

/// <summary>What is wrong with a command line, each in words that say what was given and what is meant to be there.</summary>
internal static class UsageProblems
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var (command, name) = (parsed.CommandResult.Command, Names(parsed.CommandResult));
        var subcommands = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
        if (subcommands.Count > 0 && parsed.UnmatchedTokens is [var unknown, ..])
            return [$"{name} has no {(unknown.StartsWith('-') ? "option" : "command")} '{unknown}'{NearestName.Suggestion(unknown, unknown.StartsWith('-') ? OptionsOf(parsed) : subcommands)}"];
        if (subcommands.Count > 0)
            return [.. parsed.Errors.Count == 0 ? (string[])[] : [$"{name} needs a command: {string.Join(", ", subcommands)}"]];
        var strays = Strays(parsed).Select(s => s.Split('=')[0]).Select(s => $"{name} has no option '{s}'{NearestName.Suggestion(s, OptionsOf(parsed))}").ToList();
        return strays.Count > 0 ? strays : [.. Empty(parsed), .. parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A command by its names from the root on, as it is typed.</summary>
    public static string Names(CommandResult command) => command.Command is RootCommand ? "joulemark" : $"{Names((CommandResult)command.Parent!)} {command.Command.Name}";

    /// <summary>Words that look like options and are none of this command's: the parser would take them for arguments. Behind the first word of a measured command all are its own.</summary>
    private static IEnumerable<string> Strays(ParseResult parsed)
    {
        var values = new HashSet<Token>(ReferenceEqualityComparer.Instance);
        foreach (var option in parsed.CommandResult.Children.OfType<OptionResult>())
            values.UnionWith(option.Tokens);
        foreach (var token in parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).Where(t => t.Type == TokenType.Argument))
        {
            if (token.Value.StartsWith("--", StringComparison.Ordinal) || (!values.Contains(token) && token.Value is ['-', >= 'A', ..])) // an option's value may be below 0
                yield return token.Value;
            else if (!values.Contains(token) && parsed.CommandResult.Command.Arguments is [{ Name: "COMMAND" }])
                yield break;
        }
    }

    /// <summary>Files and folders without a name, as a script gives them whose variable is not set.</summary>
    private static IEnumerable<string> Empty(ParseResult parsed) => parsed.CommandResult.Children.SelectMany(c => c switch
    {
        ArgumentResult { Argument.Name: not ("SQL" or "COMMAND") } argument when argument.Tokens.Any(t => t.Value.Length == 0) => [$"{argument.Argument.Name} is empty"],
        OptionResult { Option.HelpName: "FILE" or "FILE.csv" or "DIR" or "RUN" or "A" or "B" or "TABLE.yaml" or "SOURCE" } option when option.Tokens.Any(t => t.Value.Length == 0) => [$"{option.Option.Name} is empty"],
        _ => (string[])[],
    });

    private static IEnumerable<string> OptionsOf(ParseResult parsed) => parsed.CommandResult.Command.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Prepend(o.Name)).Where(n => n.StartsWith("--", StringComparison.Ordinal)).Append("--help");
}
