using System.Globalization;

namespace Joulemark.Metering.Ptd;

/// <summary>One sample: when the daemon stamped it, by its own local time, and what the instrument gave.</summary>
/// <param name="Stamp">The daemon's local time; of which zone, it does not say.</param>
/// <param name="Watts">Power; null for the daemon's error values, a blank or nothing connected.</param>
/// <param name="Volts">Voltage; null where not given.</param>
/// <param name="Amps">Current; null where not given.</param>
internal sealed record PtdSample(DateTime Stamp, double? Watts, double? Volts, double? Amps)
{
    /// <summary>SPEC's own tools take what is above as an error value.</summary>
    private const double MostWatts = 1e9;

    /// <summary>
    /// A line of samples: <c>Time,11-23-2026 15:50:27.123,Watts,312.4,Volts,229.8,Amps,1.402,PF,0.970</c>. With several
    /// channels the first of a name is their sum. Null for a line of another form.
    /// </summary>
    public static PtdSample? Parse(string line)
    {
        var fields = line.Split(',');
        if (fields.Length < 4 || fields[0] != "Time"
            || !DateTime.TryParseExact(fields[1], "MM-dd-yyyy HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var stamp))
        {
            return null;
        }

        // -1 is the daemon's error, -2 its missed sample, 0 an instrument that nothing is connected to.
        return new PtdSample(stamp, Value(fields, "Watts") is { } watts and < MostWatts ? watts : null, Value(fields, "Volts"), Value(fields, "Amps"));
    }

    private static double? Value(string[] fields, string name)
    {
        var at = Array.IndexOf(fields, name, 2);
        return at >= 0 && at + 1 < fields.Length
            && double.TryParse(fields[at + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value > 0
            ? value
            : null;
    }
}
