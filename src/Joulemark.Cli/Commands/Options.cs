using System.CommandLine;
using System.CommandLine.Parsing;
using Joulemark.Planning;

namespace Joulemark.Cli.Commands;

/// <summary>Options that several commands have, each with its range checked.</summary>
internal static class Options
{
    /// <summary>A time with its unit, written as in a spec.</summary>
    public static Option<TimeSpan?> Duration(string name, string description, string value)
    {
        TimeSpan? Parse(ArgumentResult result)
        {
            var text = result.Tokens is [{ Value: var given }] ? given : value;
            if (SpecValueParser.Seconds(text) is { } seconds)
                return TimeSpan.FromSeconds(seconds);
            if (text == "0")
                return TimeSpan.Zero;
            result.AddError($"{name}: '{text}' is not a duration with its unit, such as 500ms, 10s or 2m");
            return null;
        }

        // Without a default of its own, which the help would print as 00:00:05.
        return new Option<TimeSpan?>(name) { Description = $"{description} [default: {value}]", HelpName = "TIME", CustomParser = Parse };
    }

    /// <summary>A share, written as in a spec: 15% or 0.15.</summary>
    public static Option<double?> Share(string name, string description, string value)
    {
        double? Parse(ArgumentResult result)
        {
            var text = result.Tokens is [{ Value: var given }] ? given : value;
            if (SpecValueParser.Number(SpecValueType.Fraction, text) is >= 0 and var share && (share <= 1 || text.EndsWith('%')))
                return share;
            result.AddError($"{name}: '{text}' is not a share such as 15% or 0.15"); // 15 would be 1500 %
            return null;
        }

        return new Option<double?>(name) { Description = $"{description} [default: {value}]", HelpName = "SHARE", CustomParser = Parse };
    }

    /// <summary>A whole number.</summary>
    public static Option<int> Count(string name, string description, int value, int least)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(r => Require(r, r.GetValueOrDefault<int>() >= least, $"{name} must be at least {least}"));
        return option;
    }

    /// <summary>Whether to wait for another run's end.</summary>
    public static Option<bool> Wait() => new("--wait") { Description = "Wait for the end of another run on this machine, in place of refusing." };

    /// <summary>Meter readings a second.</summary>
    public static Option<double> SampleRate()
    {
        var option = new Option<double>("--sample-rate") { Description = "Meter readings a second, 1 to 100.", HelpName = "HZ", DefaultValueFactory = _ => 10 };
        option.Validators.Add(r => Require(r, r.GetValueOrDefault<double>() is >= 1 and <= 100, "--sample-rate must be from 1 to 100"));
        return option;
    }

    private static void Require(SymbolResult result, bool holds, string message)
    {
        if (!holds)
            result.AddError(message);
    }
}
