using System.Globalization;

namespace Joulemark.Metering.Ptd;

/// <summary>Ranges of voltage and current: <c>Auto</c> or the range in volts or amperes, as the daemon takes and gives them.</summary>
internal sealed record PtdRanges(string Volts, string Amps)
{
    public const string Auto = "Auto";

    public static PtdRanges Automatic { get; } = new(Auto, Auto);

    public bool IsAutomatic => Volts == Auto || Amps == Auto;

    /// <summary>Whether a text is a range: <c>Auto</c> or a positive number.</summary>
    public static bool IsRange(string text) => text == Auto
        || (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0);

    /// <summary>
    /// The answer to <c>RR</c>: <c>Ranges,{amp auto},{amp range},{volt auto},{volt range}</c>, auto being 1, 0 or -1 for
    /// unknown. Unknown ranges count as automatic, as MLPerf's director takes them. Null for an answer of another form.
    /// </summary>
    public static PtdRanges? Parse(string answer)
    {
        var fields = answer.Split(',');
        return fields.Length >= 5 && fields[0] == "Ranges" ? new PtdRanges(Range(fields[3], fields[4]), Range(fields[1], fields[2])) : null;
    }

    private static string Range(string auto, string range) => auto == "0" && IsRange(range) ? range : Auto;
}
