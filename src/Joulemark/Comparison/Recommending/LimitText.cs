using System.Globalization;

namespace Joulemark.Comparison.Recommending;

/// <summary>Limits as the options that set them, of three digits, on the side of a figure that is asked for.</summary>
internal static class LimitText
{
    /// <summary>The least limit that a figure is within.</summary>
    public static string AtLeast(double seconds) => Milliseconds(Steps(seconds, out var step) * step);

    /// <summary>The greatest limit that a figure is not within.</summary>
    public static string Below(double seconds) => Milliseconds((Steps(seconds, out var step) - 1) * step);

    /// <summary>A limit as it is.</summary>
    public static string Exactly(double seconds) => Milliseconds((decimal)seconds * 1000);

    /// <summary>The greatest accuracy, to a tenth of a per cent, that a share of right answers reaches for certain.</summary>
    public static string AtMost(double share) => Percent(Math.Max(0, Math.Floor(share * 1000)));

    /// <summary>The least accuracy that it does not; null where there is none.</summary>
    public static string? Above(double share)
    {
        var thousandths = Math.Floor(share * 1000) + 1;
        thousandths += thousandths / 1000 <= share ? 1 : 0; // a share of whole thousandths may come out a hair below them
        return thousandths <= 1000 ? Percent(thousandths) : null;
    }

    private static decimal Steps(double seconds, out decimal step)
    {
        var milliseconds = (decimal)seconds * 1000;
        step = (decimal)Math.Pow(10, Math.Floor(Math.Log10((double)milliseconds)) - 2);
        return Math.Ceiling(milliseconds / step);
    }

    private static string Milliseconds(decimal milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.######}ms");

    private static string Percent(double thousandths) => string.Create(CultureInfo.InvariantCulture, $"{thousandths / 10:0.0}%");
}
