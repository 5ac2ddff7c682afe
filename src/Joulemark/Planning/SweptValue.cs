using System.Globalization;
using Joulemark.Machines.Controls;

namespace Joulemark.Planning;

/// <summary>Values of a key as numbers, so that there is something between two of them, and back.</summary>
internal static class SweptValue
{
    private const double MostDigits = 3;

    /// <summary>True for a key whose values are numbers, with or without a unit.</summary>
    public static bool IsNumber(SpecKey key) =>
        key.Type is SpecValueType.Integer or SpecValueType.Number or SpecValueType.Fraction or SpecValueType.Duration or SpecValueType.Power or SpecValueType.Frequency;

    /// <summary>True for a key whose values are whole numbers in the unit they are written in.</summary>
    public static bool IsWhole(SpecKey key) => key.Type is SpecValueType.Integer or SpecValueType.Frequency;

    /// <summary>The number of a value; null for one that is none, such as a span of frequencies.</summary>
    public static double? Number(SpecKey key, string text) => key.Type == SpecValueType.Frequency
        ? ClockRange.Parse(text) is { } range && range.Lowest == range.Highest ? range.Lowest : null
        : SpecValueParser.Number(key.Type, text);

    /// <summary>A number as the key's value.</summary>
    public static string Text(SpecKey key, double number) => key.Type switch
    {
        SpecValueType.Frequency => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(number)}MHz"),
        SpecValueType.Power => string.Create(CultureInfo.InvariantCulture, $"{number:0.######}W"),
        SpecValueType.Duration => string.Create(CultureInfo.InvariantCulture, $"{number:0.#########}s"),
        SpecValueType.Integer => Math.Round(number).ToString(CultureInfo.InvariantCulture),
        _ => number.ToString("0.###############", CultureInfo.InvariantCulture),
    };

    /// <summary>A number that a person would write: three digits, or a whole one where the key takes no other.</summary>
    public static double Round(SpecKey key, double number)
    {
        if (IsWhole(key))
            return Math.Round(number);
        if (number == 0)
            return 0;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(number))) - MostDigits + 1);
        return Math.Round(number / unit) * unit;
    }
}
