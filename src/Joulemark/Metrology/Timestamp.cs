using System.Globalization;
using System.Text.Json.Serialization;

namespace Joulemark.Metrology;

/// <summary>A moment on the run's monotonic clock.</summary>
/// <param name="Nanoseconds">Nanoseconds since the run began.</param>
[JsonConverter(typeof(TimestampJsonConverter))]
public readonly record struct Timestamp(long Nanoseconds) : IComparable<Timestamp>
{
    /// <summary>Seconds since the run began.</summary>
    public double Seconds => Nanoseconds / 1e9;

    /// <summary>The time between two moments; TimeSpan's tick of 100 ns is far below any meter's resolution.</summary>
    public static TimeSpan operator -(Timestamp left, Timestamp right) =>
        new((left.Nanoseconds - right.Nanoseconds) / TimeSpan.NanosecondsPerTick);

    /// <summary>A later moment.</summary>
    public static Timestamp operator +(Timestamp start, TimeSpan duration) =>
        new(start.Nanoseconds + (duration.Ticks * TimeSpan.NanosecondsPerTick));

    /// <summary>An earlier moment.</summary>
    public static Timestamp operator -(Timestamp start, TimeSpan duration) => start + -duration;

    /// <summary>True when the left moment is earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>True when the left moment is later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>True when the left moment is not later.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>True when the left moment is not earlier.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Nanoseconds >= right.Nanoseconds;

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Seconds with their unit, e.g. <c>1.25 s</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.######} s");
}
