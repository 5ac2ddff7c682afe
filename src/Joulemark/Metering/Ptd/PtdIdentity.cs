using System.Globalization;

namespace Joulemark.Metering.Ptd;

/// <summary>
/// What the daemon says of itself and of its instrument: the answer to <c>Identify</c>, fields divided by commas: driver,
/// averaging interval in ms, six abilities, accepted by SPEC, version, system, mode, estimates uncertainty, sets ranges,
/// channels, two more, date of calibration, the instrument's own identification.
/// </summary>
/// <param name="Model">The instrument, e.g. <c>YokogawaWT310E</c>.</param>
/// <param name="Version">The daemon's version; null where it gives none.</param>
/// <param name="Interval">Time over which the instrument averages one sample.</param>
/// <param name="MeasuresPower">False for a daemon that reads a thermometer.</param>
/// <param name="SetsRanges">Whether ranges can be read and set.</param>
/// <param name="Calibrated">Date of calibration as it was given to the daemon; null for none.</param>
internal sealed record PtdIdentity(
    string Model, string? Version, TimeSpan Interval, bool MeasuresPower, bool SetsRanges, string? Calibrated)
{
    /// <summary>Whether the instrument is the daemon's own for tests, whose watts are invented.</summary>
    public bool IsDummy => Model.StartsWith("Dummy", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null for an answer of another form.</summary>
    public static PtdIdentity? Parse(string answer)
    {
        var fields = answer.Split(',');
        if (fields.Length < 14 || !double.TryParse(fields[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var interval) || interval < 0)
            return null;
        return new PtdIdentity(
            fields[0],
            fields[9].StartsWith("version=", StringComparison.Ordinal) ? fields[9]["version=".Length..].Split('-')[0] : null,
            TimeSpan.FromMilliseconds(interval),
            fields[2] == "1" && fields[11] != "mode=temperature",
            fields[13] == "1",
            fields.Length > 17 && fields[17] is { Length: > 0 } date and not "no_cal_date" ? date : null);
    }
}
