using System.Globalization;
using Joulemark.Planning;

namespace Joulemark.Comparison.Recommending;

/// <summary>Limits as the options that set them, of three digits, on the side of a figure that is asked for.</summary>
internal static class LimitText
{
    private const int MostDigits = 9;
    private const decimal LeastStep = 1e-9m; // of a millisecond

    /// <summary>The least limit that a figure is within.</summary>
    public static string AtLeast(double seconds)
    {
        var steps = Steps(seconds, out var step);
        var least = Milliseconds(steps * step);
        return SpecValueParser.Seconds(least) >= seconds ? least : Milliseconds((steps + 1) * step); // a figure of whole steps may come out a hair above them
    }

    /// <summary>The greatest limit that a figure is not within.</summary>
    public static string Below(double seconds) => Milliseconds((Steps(seconds, out var step) - 1) * step);

    /// <summary>A figure with as many digits as show that it is above a limit, e.g. <c>31.24 ms</c> beside 31.2 ms.</summary>
    public static string Beyond(double seconds, double limit)
    {
        Steps(seconds, out var step);
        var (milliseconds, most) = ((decimal)seconds * 1000, (decimal)limit * 1000);
        while (Math.Round(milliseconds / step) * step <= most && step > LeastStep)
            step /= 10;
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(milliseconds / step) * step:0.############} ms");
    }

    /// <summary>A share with as many digits as show that it is below a limit, e.g. <c>78.56 %</c> beside 78.6 %.</summary>
    public static string Short(double share, double limit)
    {
        var (percent, least, digits) = ((decimal)share * 100, (decimal)limit * 100, 1);
        while (Math.Round(percent, digits) >= least && digits < MostDigits)
            digits++;
        return $"{Math.Round(percent, digits).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)} %";
    }

    /// <summary>A limit as it is, in words.</summary>
    public static string Whole(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{(decimal)seconds * 1000:0.######} ms");

    /// <summary>A limit as it is.</summary>
    public static string Exactly(double seconds) => Milliseconds((decimal)seconds * 1000);

    /// <summary>The greatest accuracy, to a tenth of a per cent, that a share of right answers reaches for certain.</summary>
    public static string AtMost(double share)
    {
        var thousandths = Math.Floor(share * 1000);
        return Percent(Math.Max(0, thousandths / 1000 > share ? thousandths - 1 : thousandths));
    }

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
