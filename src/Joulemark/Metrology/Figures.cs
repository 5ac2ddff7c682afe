using System.Globalization;

namespace Joulemark.Metrology;

/// <summary>How figures look to people: three or four digits, SI prefixes, the interval beside.</summary>
internal static class Figures
{
    private static readonly (double Factor, string Prefix)[] Prefixes = [(1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ")];

    private const int MostDecimals = 5;

    // What a hyphen is to a word, the minus is to a figure: figures of people have the one that they read.
    private static readonly NumberFormatInfo People = new() { NegativeSign = "−" };

    // Units that people read with a prefix; a thousand tokens a second is 1000, not 1 k.
    private static readonly string[] Prefixed = ["J", "W", "s", "Wh", "J·s"];

    /// <summary>The figure with how far its interval reaches, e.g. <c>12.3 mJ ± 1.2 %</c>; a dash when missing.</summary>
    public static string WithInterval(Estimate? estimate) => estimate?.Value is null ? "–" : $"{Short(estimate)} {Reach(estimate)}";

    /// <summary>How far the interval reaches, in percent of the value; of a value that is 0 both its ends; or that there is none.</summary>
    public static string Reach(Estimate estimate) => Spread(estimate) ?? (Range(estimate with { Unit = estimate.Unit.Split('/')[0] }) is { } range ? $"({range})" : "(no interval)");

    /// <summary>
    /// How far the interval reaches from the value, in percent of it: <c>± 5.9 %</c>, by the side that reaches further; of one that
    /// leans, both: <c>−12.0 +31.5 %</c>. Null where there is no interval, the value is 0, or a side reaches so far that nobody reads a percentage of it:
    /// then <see cref="Range"/> has the ends.
    /// </summary>
    public static string? Spread(Estimate estimate)
    {
        if (estimate is not { Value: { } value, Lower: { } lower, Upper: { } upper } || value == 0)
            return null;
        const double farthest = 2; // times the value: beyond 200 %
        if (Math.Max(value - lower, upper - value) > farthest * Math.Abs(value))
            return null;
        double Share(double reach) => reach / Math.Abs(value) * 100;
        return Half(estimate) is { } half ? string.Create(CultureInfo.InvariantCulture, $"± {Width(Share(half))} %")
            : string.Create(CultureInfo.InvariantCulture, $"−{Width(Share(value - lower))} +{Width(Share(upper - value))} %");
    }

    // What is not 0 does not read as 0, which would be an exact figure.
    private static string Width(double percent)
    {
        const double shown = 0.05;
        const double noise = 0.0001; // of floating-point numbers, and of nothing that is measured
        return percent.ToString(percent is < shown and >= noise ? "G1" : "0.0", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// How far the interval reaches on either side of the value, by the side that reaches further. Null where there is no interval,
    /// and where one number says too much of a side: the interval leans, or it ends at 0, beyond which the number would go.
    /// </summary>
    public static double? Half(Estimate estimate)
    {
        const double upright = 1.2; // one side as far as the other, or a fifth farther, is told by one number
        const double unseen = 0.001; // of the value: less than what is printed
        if (estimate is not { Value: { } value, Lower: { } lower, Upper: { } upper })
            return null;
        var (below, above) = (value - lower, upper - value);
        var half = Math.Max(below, above);
        var isBeyond = (lower >= 0 && value - half < 0) || (upper <= 0 && value + half > 0);
        return half <= Math.Max(upright * Math.Min(below, above), unseen * Math.Abs(value)) && !isBeyond ? half : null;
    }

    /// <summary>A value and half the width of its interval, in one prefix and to the digits that the interval bears, e.g. <c>2.0001 ± 0.0042 kJ</c>.</summary>
    public static string PlusMinus(double value, double half, string unit)
    {
        var (factor, prefix) = Fit(Math.Max(Math.Abs(value), half));
        var decimals = half > 0 ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(half / factor)), 0, MostDecimals) : MostDecimals;
        var least = Math.Pow(10, -MostDecimals); // the last digit that is shown: what is less does not read as 0, which would be an exact figure
        var format = $"F{decimals.ToString(CultureInfo.InvariantCulture)}";
        return $"{Text(value / factor, format)} ± {(half > 0 && half / factor < least ? $"< {Text(least, format)}" : Text(half / factor, format))} {prefix}{unit}";
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
        var (factor, prefix) = Scale(estimate.Unit, value == 0 ? Size(estimate) : value);
        return $"{Number(value / factor)} {prefix}{estimate.Unit}";
    }

    /// <summary>A number that somebody set, with the prefix that suits its unit: all of its digits, and three where it has fewer.</summary>
    public static string Exactly(double value, string unit)
    {
        var (factor, prefix) = Scale(unit, value);
        var (rounded, exact) = (Number(value / factor), (value / factor).ToString("0.##########", People));
        return $"{(exact.Length > rounded.Length ? exact : rounded)} {prefix}{unit}";
    }

    /// <summary>The same without what it is per, and of tokens and requests the number alone: a heading says the rest.</summary>
    public static string Short(Estimate estimate)
    {
        if (estimate.Value is not { } value || estimate.Unit == "1")
            return Value(estimate);
        var (unit, (factor, prefix)) = (estimate.Unit.Split('/')[0], Scale(estimate.Unit, value == 0 ? Size(estimate) : value));
        return unit is "tokens" or "requests" ? Number(value) : $"{Number(value / factor)} {prefix}{unit}";
    }

    /// <summary>Both ends of an estimate's interval, in the prefix of its value, or of the farther end where the value is nothing beside it; null where there is no interval.</summary>
    public static string? Range(Estimate estimate)
    {
        if (estimate is not { Value: not null, Lower: { } lower, Upper: { } upper })
            return null;
        if (estimate.Unit == "1")
            return $"{Ends(lower, upper, (v, more) => Decimals(v * 100, 1 + more))} %";
        var size = Size(estimate);
        var (factor, prefix) = Scale(estimate.Unit, size);
        return $"{Ends(lower / factor, upper / factor, (v, more) => Digits(v, Finer(size / factor) + more))} {prefix}{estimate.Unit}";
    }

    /// <summary>Both ends of an interval with as many digits as tell them apart: ends that read the same would say that a figure is exact.</summary>
    /// <param name="lower">The lower end.</param>
    /// <param name="upper">The upper end.</param>
    /// <param name="text">An end as text, with so many digits more than usual.</param>
    public static string Ends(double lower, double upper, Func<double, int, string> text)
    {
        const int most = 4;
        var more = 0;
        while (lower < upper && more <= most && text(lower, more) == text(upper, more))
            more++;
        more = more > most ? 0 : more; // no more than the noise of floating-point numbers
        return $"{text(lower, more)} to {text(upper, more)}";
    }

    /// <summary>A share as a percentage; a dash when missing.</summary>
    public static string Percent(double? share) => share is { } s ? $"{Text(s * 100, "0.0")} %" : "–";

    /// <summary>A ratio with its interval, e.g. <c>4.10 (0.90 to 18.7)</c>.</summary>
    public static string Ratio(Estimate ratio) => ratio is { Value: { } value, Lower: { } lower, Upper: { } upper } ? $"{Digits(value)} ({Ends(lower, upper, Digits)})" : Value(ratio);

    /// <summary>One figure ÷ another, three digits behind the point; of one that is so small or large that these say nothing, or too much, three digits.</summary>
    public static string Factor(double ratio, int more = 0) => ratio is >= 0.01 and < 1000 ? Decimals(ratio, 3 + more) : Number(ratio, more);

    /// <summary>A relative increase in percent, or as a factor where that is so large that nobody reads the percentage.</summary>
    public static string Increase(double share)
    {
        const double most = 2;
        return share > most ? $"{Digits(1 + share)} ×" : $"{Text(share * 100, "0.0")} %";
    }

    /// <summary>A number that no prefix brings above 0.1, which keeps its three digits.</summary>
    public static string Number(double value) => Number(value, 0);

    /// <summary>The same with some digits more.</summary>
    public static string Number(double value, int more) => Digits(value, Finer(value) + more);

    private static int Finer(double value)
    {
        const double small = 0.1;
        const int most = 7;
        return Math.Abs(value) is > 0 and < small and var size ? Math.Min(-(int)Math.Floor(Math.Log10(size)), most) : 0;
    }

    /// <summary>Three significant digits, never in powers of ten; two behind the point below 1.</summary>
    public static string Digits(double value) => Digits(value, 0);

    /// <summary>The same with some digits more.</summary>
    public static string Digits(double value, int more) => Math.Abs(value) switch
    {
        >= 100_000 when Math.Pow(10, Math.Max(0, 3 - more)) is var step => Text(Math.Round(value / step) * step, "#,0"), // no more digits than anything here is good for
        >= 100 => Decimals(value, more),
        >= 10 => Decimals(value, 1 + more),
        _ => Decimals(value, 2 + more),
    };

    /// <summary>A number with so many digits behind the point.</summary>
    public static string Decimals(double value, int count) => Text(value, count == 0 ? "0" : $"0.{new string('0', count)}");

    /// <summary>A number as people read it; what is rounded to nothing has no sign.</summary>
    public static string Text(double value, string format) =>
        value.ToString(format, People) is var text && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text.TrimStart('−') : text;

    private static (double Factor, string Prefix) Scale(string unit, double size) => Prefixed.Contains(unit.Split('/')[0], StringComparer.Ordinal) ? Fit(size) : (1, "");

    // In the prefix of a value that is nothing beside it, of 0 in none, an interval would read as nothing, and a value as nothing in the interval's.
    private static double Size(Estimate estimate)
    {
        const double nothing = 0.001;
        var (value, farthest) = (Math.Abs(estimate.Value!.Value), Math.Max(Math.Abs(estimate.Lower ?? 0), Math.Abs(estimate.Upper ?? 0)));
        return value < nothing * farthest ? farthest : value;
    }

    /// <summary>The prefix that gives a value one to three digits before the point.</summary>
    public static (double Factor, string Prefix) Fit(double value) =>
        value == 0 ? (1, "") : Array.Find(Prefixes, p => Math.Abs(value) >= p.Factor) is { Factor: > 0 } fit ? fit : Prefixes[^1];
}
