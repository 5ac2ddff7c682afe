using System.Globalization;

namespace Joulemark.Serving.Http;

/// <summary>Reads <c>Retry-After</c> (RFC 9110, 10.2.3): seconds, or a moment.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>How long the server asks to wait.</summary>
    /// <param name="value">The header's value. Fractions of seconds are no part of the standard, but are sent.</param>
    /// <param name="now">The server's clock by its <c>Date</c> header where it sends one, else ours.</param>
    /// <returns>Null for no value, or one that says nothing.</returns>
    public static TimeSpan? Read(string? value, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var seconds))
            return double.IsNaN(seconds) ? null : seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
        return Moment(value) is not { } moment ? null : moment > now ? moment - now : TimeSpan.Zero;
    }

    /// <summary>A moment as HTTP writes it; null when it is none.</summary>
    public static DateTimeOffset? Moment(string? value) =>
        DateTimeOffset.TryParseExact(value?.Trim(), ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out var moment) ? moment : null;
}
