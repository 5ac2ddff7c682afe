using Joulemark.Planning;

namespace Joulemark.Comparison.Gating;

/// <summary>A limit as people write it: a change is a share, an amount is one of its metric's unit and of nothing else.</summary>
internal static class GateLimitText
{
    private static readonly (string Prefix, double Factor)[] Plain = [("", 1)];
    private static readonly (string Prefix, double Factor)[] Prefixes = [.. Plain, ("u", 1e-6), ("µ", 1e-6), ("μ", 1e-6), ("m", 1e-3), ("k", 1e3), ("M", 1e6)];
    private static readonly string[] Prefixed = ["J", "W", "Wh", "J·s"];

    /// <summary>Reads a change: <c>15%</c> or <c>0.15</c>; null where it is none.</summary>
    public static double? Share(string text) => SpecValueParser.Number(SpecValueType.Fraction, text);

    /// <summary>True for a number without a unit.</summary>
    public static bool IsNumber(string text) => SpecValueParser.Number(SpecValueType.Number, text) is not null;

    /// <summary>A number above 1 without its percent sign, which nobody means by a share; null for any other text.</summary>
    public static double? Bare(string text) => SpecValueParser.Number(SpecValueType.Number, text) is > 1 and var number ? number : null;

    /// <summary>Reads an amount in a metric's unit: <c>500ms</c>, <c>95%</c>, <c>4mJ</c>, <c>3.5</c>; null where it is none.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="unit">The metric's unit; null for one that is not Joulemark's own, and most likely does not exist.</param>
    public static double? Amount(string text, string? unit) => unit switch
    {
        null => Share(text) ?? SpecValueParser.Seconds(text),
        "s" => SpecValueParser.Seconds(text),
        MetricUnit.Share => Bare(text) is null && Share(text) is >= 0 and <= 1 and var share ? share : null,
        _ => SpecValueParser.Number(SpecValueType.Number, text) ?? Measured(text, unit),
    };

    /// <summary>What an amount of a unit looks like.</summary>
    public static string Expected(string? unit) => unit switch
    {
        null => "a number, a share or a duration",
        "s" => "a duration with its unit, such as 500ms or 2s",
        MetricUnit.Share => "a share from 0% to 100%, such as 95%",
        _ when Quantity(unit) is var quantity && Prefixed.Contains(quantity, StringComparer.Ordinal) => $"an amount in {unit}, such as 0.5 or 500m{quantity}",
        _ => $"a number ({unit})",
    };

    private static double? Measured(string text, string unit)
    {
        var quantity = Quantity(unit);
        foreach (var (prefix, factor) in Prefixed.Contains(quantity, StringComparer.Ordinal) ? Prefixes : Plain)
        {
            foreach (var name in (string[])[prefix + unit, prefix + quantity])
            {
                if (text.EndsWith(name, StringComparison.Ordinal) && SpecValueParser.Number(SpecValueType.Number, text[..^name.Length].TrimEnd()) is { } number)
                    return number * factor;
            }
        }

        return null;
    }

    /// <summary>Joules, of joules a request.</summary>
    private static string Quantity(string unit) => unit.Split('/')[0] is var quantity && quantity == "1" ? unit : quantity;
}
