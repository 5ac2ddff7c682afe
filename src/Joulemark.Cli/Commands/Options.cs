using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Joulemark.Planning;

namespace Joulemark.Cli.Commands;

/// <summary>Options that several commands have, each with its range checked.</summary>
internal static class Options
{
    /// <summary>The result as JSON, of a command that has one.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document to standard output, and nothing else." };

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
            var share = SpecValueParser.Number(SpecValueType.Fraction, text);
            if (share is >= 0 && double.IsFinite(share.Value) && (share <= 1 || text.EndsWith('%')))
                return share;
            result.AddError(share switch
            {
                < 0 => $"{name}: '{text}' is below 0, and the least is 0%",
                > 1 and < double.PositiveInfinity => $"{name}: '{text}' is {share * 100:0.###} %; write {text}% if that is meant",
                _ => $"{name}: '{text}' is not a share such as 15% or 0.15",
            });
            return null;
        }

        return new Option<double?>(name) { Description = $"{description} [default: {value}]", HelpName = "SHARE", CustomParser = Parse };
    }

    /// <summary>A whole number.</summary>
    public static Option<int> Count(string name, string description, int value, int least, int most = int.MaxValue, string helpName = "N")
    {
        int Parse(ArgumentResult result)
        {
            var text = result.Tokens is [{ Value: var given }] ? given : "";
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            result.AddError($"{name}: '{text}' is not a whole number {(most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}")}");
            return value;
        }

        return new Option<int>(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => value, CustomParser = Parse };
    }

    /// <summary>A number; whether it is one that may be, who takes it says.</summary>
    public static Option<double?> Number(string name, string description, params string[] aliases)
    {
        double? Parse(ArgumentResult result)
        {
            var text = result.Tokens is [{ Value: var given }] ? given : "";
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                return number;
            if (text.TrimStart('+', '-') is "inf" or "infinity")
                return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            result.AddError($"{name}: '{text}' is not a number");
            return null;
        }

        return new Option<double?>(name, aliases) { Description = description, HelpName = "X", CustomParser = Parse };
    }

    /// <summary>One of several words.</summary>
    public static Option<string> OneOf(string name, string description, string value, string helpName, IReadOnlyList<string> words)
    {
        var option = new Option<string>(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => value };
        RequireOneOf(option, words);
        return option;
    }

    /// <summary>Refuses what is none of several words, and completes them.</summary>
    public static void RequireOneOf(Option option, IReadOnlyList<string> words)
    {
        option.CompletionSources.Add([.. words]);
        option.Validators.Add(r =>
        {
            foreach (var token in r.Tokens.Where(t => !words.Contains(t.Value, StringComparer.Ordinal)))
                r.AddError($"{option.Name}: '{token.Value}' is none of {string.Join(", ", words)}{NearestName.Suggestion(token.Value, words)}");
        });
    }

    /// <summary>Whether to wait for another run's end.</summary>
    public static Option<bool> Wait() => new("--wait") { Description = "Wait for the end of another run on this machine, in place of refusing." };

    /// <summary>Meter readings a second.</summary>
    public static Option<double> SampleRate()
    {
        static double Parse(ArgumentResult result)
        {
            var text = result.Tokens is [{ Value: var given }] ? given : "";
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= 100)
                return rate;
            result.AddError($"--sample-rate: '{text}' is not a number from 1 to 100");
            return 0;
        }

        return new Option<double>("--sample-rate") { Description = "Meter readings a second, 1 to 100.", HelpName = "HZ", DefaultValueFactory = _ => 10, CustomParser = Parse };
    }
}
