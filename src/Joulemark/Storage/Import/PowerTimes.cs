using System.Globalization;

namespace Joulemark.Storage.Import;

/// <summary>Reads a power log's times: Unix time by its size, ISO 8601, nvidia-smi's local time, or seconds from a start.</summary>
internal sealed class PowerTimes(PowerLogOptions options)
{
    // Unix time from 1973 on, in seconds, milliseconds, microseconds, nanoseconds: the sizes do not overlap.
    private static readonly (double Least, double Nanoseconds)[] UnixUnits = [(1e17, 1), (1e14, 1e3), (1e11, 1e6), (1e8, 1e9)];
    private static readonly string[] LocalFormats =
    [
        "yyyy/MM/dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "MM-dd-yyyy HH:mm:ss.FFFFFFF",
    ];

    private readonly TimeZoneInfo _zone = options.Zone ?? TimeZoneInfo.Local;

    /// <summary>True once a time without a zone was read.</summary>
    public bool UsedZone { get; private set; }

    /// <summary>The zone that such times are taken to be in.</summary>
    public string ZoneName => $"{(options.Zone is null ? "this machine's zone, " : "")}{_zone.Id}";

    /// <summary>Nanoseconds of Unix time; null where it is no time.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">JM4065: the time is relative, and nobody says to what; or it is there twice.</exception>
    public long? Read(string text, int line)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return double.IsFinite(number) ? FromNumber(text, number, line) : null;
        if (text.Length < 10)
            return null;
        var isoWithZone = text[^1] is 'Z' or 'z' || text.LastIndexOfAny(['+', '-']) > 9;
        if (isoWithZone)
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? Nanoseconds(moment.UtcDateTime) : null;
        if (!DateTime.TryParseExact(text.Replace(',', '.'), LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        UsedZone = true;
        if (_zone.IsAmbiguousTime(local) || _zone.IsInvalidTime(local))
        {
            throw ImportProblem.Of("JM4065", $"'{options.Path}', line {line}: {text} is there twice or not at all in {_zone.Id}, where clocks change then",
                "Give the zone as an offset, e.g. --power-timezone +02:00, or log Unix time.");
        }

        return Nanoseconds(TimeZoneInfo.ConvertTimeToUtc(local, _zone));
    }

    private long FromNumber(string text, double number, int line)
    {
        foreach (var (least, nanoseconds) in UnixUnits)
        {
            if (number >= least)
            {
                // As decimal: a double has no digits left for the fraction of a second.
                return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? (long)(exact * (decimal)nanoseconds) : (long)(number * nanoseconds);
            }
        }

        return options.Start is { } start ? Nanoseconds(start.UtcDateTime) + RequestTimes.Nanoseconds(number)
            : throw ImportProblem.Of("JM4065", $"'{options.Path}', line {line}: the time {text} is no Unix time; if it is seconds since a start, nobody says when that was",
                "Give the moment of second 0 with --power-start, e.g. 2026-11-23T04:15:00Z.");
    }

    private static long Nanoseconds(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
