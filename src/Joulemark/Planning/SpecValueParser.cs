using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Linux;

namespace Joulemark.Planning;

/// <summary>Checks a value against its key and reads it into the type's base unit.</summary>
internal static partial class SpecValueParser
{
    private const double LongestSeconds = 7 * 24 * 3600;

    /// <summary>Says what is wrong with a value, or null.</summary>
    public static string? Problem(SpecKey key, string text)
    {
        if (key.Type == SpecValueType.Choice && !key.Choices.Contains(text, StringComparer.Ordinal))
            return $"'{text}' is not one of {string.Join(", ", key.Choices)}{NearestName.Suggestion(text, key.Choices)}";
        if (key.Type == SpecValueType.Url && !IsHttp(text))
            return $"'{text}' is not an http:// or https:// address";
        if (key.Type == SpecValueType.WordList)
            return WordProblem(text);
        if (key.Type is SpecValueType.Text or SpecValueType.TextList or SpecValueType.Choice or SpecValueType.Url)
            return text.Length == 0 ? "is empty" : null;
        if (key.Type == SpecValueType.DurationOrAuto && text == "auto")
            return null;
        if (key.Type == SpecValueType.Frequency)
            return ClockRange.Parse(text) is null ? $"'{text}' is not a frequency with its unit, such as 1410MHz, 1.41GHz or 1200-1410MHz" : null;
        if (key.Type == SpecValueType.CpuList)
            return CpuList.Parse(text).Count == 0 ? $"'{text}' is not a list of numbers, such as 0-3,8" : null;

        if (Number(key.Type, text) is not { } number)
            return $"'{text}' is not {Expected(key.Type)}";
        if (number < key.Minimum)
            return $"{text} is below the lowest value allowed, {Show(key.Type, key.Minimum.Value)}";
        var most = key.Maximum ?? (key.Type is SpecValueType.Duration or SpecValueType.DurationOrAuto ? LongestSeconds : double.MaxValue);
        if (number > most)
            return $"{text} is above the highest value allowed, {Show(key.Type, most)}";
        return null;
    }

    /// <summary>Reads a number in the type's base unit: seconds, a count, or a fraction. Null when it is none.</summary>
    public static double? Number(SpecValueType type, string text) => type switch
    {
        SpecValueType.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null,
        SpecValueType.Number => Finite(text),
        SpecValueType.Fraction => text.EndsWith('%') ? Finite(text[..^1].TrimEnd()) / 100 : Finite(text),
        SpecValueType.Duration or SpecValueType.DurationOrAuto => Seconds(text),
        SpecValueType.Power => Measured(text, ("mW", 1e-3), ("kW", 1e3), ("W", 1)),
        SpecValueType.Temperature => Measured(text, ("°C", 1), ("C", 1)),
        SpecValueType.Size => Bytes(text),
        _ => null,
    };

    /// <summary>Reads <c>500ms</c>, <c>10s</c>, <c>2m</c>, <c>1.5h</c> as seconds; null when it is none, or has no unit.</summary>
    public static double? Seconds(string text)
    {
        var match = DurationPattern().Match(text);
        if (!match.Success || Finite(match.Groups["number"].Value) is not { } number)
            return null;
        return match.Groups["unit"].Value switch
        {
            "us" => number / 1e6,
            "ms" => number / 1e3,
            "s" => number,
            "m" => number * 60,
            "h" => number * 3600,
            _ => null,
        };
    }

    /// <summary>A number with one of these units, in the base unit.</summary>
    private static double? Measured(string text, params ReadOnlySpan<(string Name, double Factor)> units)
    {
        foreach (var (name, factor) in units)
        {
            if (text.EndsWith(name, StringComparison.Ordinal))
                return Finite(text[..^name.Length].TrimEnd()) * factor;
        }

        return null;
    }

    private static double? Bytes(string text)
    {
        var match = SizePattern().Match(text);
        if (!match.Success || Finite(match.Groups["number"].Value) is not { } number)
            return null;
        var power = "KMGT".IndexOf(match.Groups["unit"].Value.ToUpperInvariant(), StringComparison.Ordinal) + 1;
        return Math.Round(number * Math.Pow(match.Groups["binary"].Success ? 1024 : 1000, power));
    }

    private static string? WordProblem(string text)
    {
        try
        {
            return WordList.Parse(text).Count == 0 ? "is empty" : null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static double? Finite(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static bool IsHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;

    private static string Expected(SpecValueType type) => type switch
    {
        SpecValueType.Integer => "a whole number",
        SpecValueType.Number => "a number",
        SpecValueType.Fraction => "a share such as 2% or 0.02",
        SpecValueType.Duration => "a duration with its unit, such as 500ms, 10s or 2m",
        SpecValueType.Power => "a power with its unit, such as 400W",
        SpecValueType.Temperature => "a temperature with its unit, such as 50C",
        SpecValueType.Size => "an amount of memory with its unit, such as 512MiB or 64GiB",
        _ => "a duration with its unit, such as 500ms, 10s or 2m, or the word auto",
    };

    private static string Show(SpecValueType type, double value) => type switch
    {
        SpecValueType.Fraction => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.####}%"),
        SpecValueType.Duration or SpecValueType.DurationOrAuto => string.Create(CultureInfo.InvariantCulture, $"{value}s"),
        SpecValueType.Power => string.Create(CultureInfo.InvariantCulture, $"{value}W"),
        SpecValueType.Temperature => string.Create(CultureInfo.InvariantCulture, $"{value}C"),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)?)\s*(?<unit>us|ms|s|m|h)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)?)\s*(?<unit>[kKMGT])(?<binary>i)?B$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SizePattern();
}
