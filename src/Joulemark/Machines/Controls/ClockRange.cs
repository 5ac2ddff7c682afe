using System.Globalization;
using System.Text.RegularExpressions;

namespace Joulemark.Machines.Controls;

/// <summary>A span of frequencies, in megahertz; of one where both ends are the same.</summary>
internal readonly partial record struct ClockRange(uint Lowest, uint Highest)
{
    private const double Most = 100_000;

    /// <summary>Reads <c>1410MHz</c>, <c>1.41GHz</c>, <c>1200-1410MHz</c> or <c>1200MHz-1.41GHz</c>; null for anything else.</summary>
    public static ClockRange? Parse(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match)
            return null;
        var unit = match.Groups["unit"].Value;
        var last = Megahertz(match.Groups["last"].Value, unit);
        var first = match.Groups["first"] is { Success: true, Value: var number }
            ? Megahertz(number, match.Groups["firstunit"] is { Success: true, Value: var own } ? own : unit) : last;
        return first >= 1 && first <= last && last <= Most ? new ClockRange((uint)Math.Round(first), (uint)Math.Round(last)) : null;
    }

    public override string ToString() => Lowest == Highest ? FormattableString.Invariant($"{Lowest}MHz") : FormattableString.Invariant($"{Lowest}-{Highest}MHz");

    private static double Megahertz(string number, string unit) =>
        double.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * (unit == "GHz" ? 1000 : 1);

    [GeneratedRegex(@"^((?<first>\d{1,6}(\.\d{1,6})?)\s*(?<firstunit>MHz|GHz)?\s*-\s*)?(?<last>\d{1,6}(\.\d{1,6})?)\s*(?<unit>MHz|GHz)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
