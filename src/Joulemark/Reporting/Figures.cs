using System.Globalization;
using Joulemark.Metrology;

namespace Joulemark.Reporting;

/// <summary>How figures look to people: three or four digits, SI prefixes, the interval beside.</summary>
internal static class Figures
{
    private static readonly (double Factor, string Prefix)[] Prefixes = [(1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ")];

    private const int MostDecimals = 5;

    // Units that people read with a prefix; a thousand tokens a second is 1000, not 1 k.
    private static readonly string[] Prefixed = ["J", "W", "s", "Wh", "J·s"];

    /// <summary>The figure with how far its interval reaches, e.g. <c>12.3 mJ ± 1.2 %</c>; a dash when missing.</summary>
    public static string WithInterval(Estimate? estimate)
    {
        if (estimate?.Value is not { } value)
            return "–";
        var text = Scaled(value, estimate.Unit.Split('/')[0]);
        return $"{text} {Spread(estimate) ?? "(no interval)"}";
    }

    /// <summary>
    /// How far the interval reaches from the value, in percent of it: <c>± 5.9 %</c>, by the side that reaches further; of one that
    /// leans, both: <c>−12.0 +31.5 %</c>. Null where there is no interval, or the value is 0.
    /// </summary>
    public static string? Spread(Estimate estimate)
    {
        const double upright = 1.2; // one side as far as the other, or a fifth farther, is told by one number
        if (estimate is not { Value: { } value, Lower: { } lower, Upper: { } upper } || value == 0)
            return null;
        var (below, above) = ((value - lower) / Math.Abs(value) * 100, (upper - value) / Math.Abs(value) * 100);
        return Math.Max(below, above) <= Math.Max(upright * Math.Min(below, above), 0.1) ? string.Create(CultureInfo.InvariantCulture, $"± {Math.Max(below, above):0.0} %")
            : string.Create(CultureInfo.InvariantCulture, $"−{below:0.0} +{above:0.0} %");
    }

    /// <summary>A value and half the width of its interval, in one prefix and to the digits that the interval bears, e.g. <c>2.0001 ± 0.0042 kJ</c>.</summary>
    public static string PlusMinus(double value, double half, string unit)
    {
        var (factor, prefix) = Fit(Math.Max(Math.Abs(value), half));
        var decimals = half > 0 ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(half / factor)), 0, MostDecimals) : MostDecimals;
        var format = $"F{decimals.ToString(CultureInfo.InvariantCulture)}";
        return $"{(value / factor).ToString(format, CultureInfo.InvariantCulture)} ± {(half / factor).ToString(format, CultureInfo.InvariantCulture)} {prefix}{unit}";
    }

    /// <summary>A value with its unit and a fitting prefix.</summary>
    public static string Scaled(double value, string unit)
    {
        var (factor, prefix) = Fit(value);
        return $"{Digits(value / factor)} {prefix}{unit}";
    }

    /// <summary>An estimate's value in its own unit, with the prefix or the percent sign that suits it; a dash when missing.</summary>
    public static string Value(Estimate estimate)
    {
        if (estimate.Value is not { } value)
            return "–";
        if (estimate.Unit == "1")
            return Percent(value);
        var (factor, prefix) = Scale(estimate);
        return $"{Digits(value / factor)} {prefix}{estimate.Unit}";
    }

    /// <summary>Both ends of an estimate's interval, in the prefix of its value; null where there is no interval.</summary>
    public static string? Range(Estimate estimate)
    {
        if (estimate is not { Value: not null, Lower: { } lower, Upper: { } upper })
            return null;
        if (estimate.Unit == "1")
            return $"{Percent(lower)} to {Percent(upper)}";
        var (factor, prefix) = Scale(estimate);
        return $"{Digits(lower / factor)} to {Digits(upper / factor)} {prefix}{estimate.Unit}";
    }

    /// <summary>A share as a percentage; a dash when missing.</summary>
    public static string Percent(double? share) => share is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s * 100:0.0} %") : "–";

    /// <summary>Three significant digits, never in powers of ten.</summary>
    public static string Digits(double value) => Math.Abs(value) switch
    {
        >= 100_000 => (Math.Round(value / 1000) * 1000).ToString("#,0", CultureInfo.InvariantCulture), // no more digits than anything here is good for
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static (double Factor, string Prefix) Scale(Estimate estimate) =>
        Prefixed.Contains(estimate.Unit.Split('/')[0], StringComparer.Ordinal) ? Fit(estimate.Value!.Value) : (1, "");

    /// <summary>The prefix that gives a value one to three digits before the point.</summary>
    public static (double Factor, string Prefix) Fit(double value) =>
        value == 0 ? (1, "") : Array.Find(Prefixes, p => Math.Abs(value) >= p.Factor) is { Factor: > 0 } fit ? fit : Prefixes[^1];
}
