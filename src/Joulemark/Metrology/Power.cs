using System.Globalization;
using System.Text.Json.Serialization;

namespace Joulemark.Metrology;

/// <summary>A power, in watts.</summary>
/// <param name="Watts">Watts.</param>
[JsonConverter(typeof(PowerJsonConverter))]
public readonly record struct Power(double Watts) : IComparable<Power>
{
    /// <summary>No power.</summary>
    public static readonly Power Zero;

    /// <summary>Sum of two powers.</summary>
    public static Power operator +(Power left, Power right) => new(left.Watts + right.Watts);

    /// <summary>Difference of two powers.</summary>
    public static Power operator -(Power left, Power right) => new(left.Watts - right.Watts);

    /// <summary>A multiple of a power.</summary>
    public static Power operator *(Power power, double factor) => new(power.Watts * factor);

    /// <summary>The energy that this power makes over a duration.</summary>
    public static Energy operator *(Power power, TimeSpan duration) => new(power.Watts * duration.TotalSeconds);

    /// <summary>The ratio of two powers, without unit.</summary>
    public static double operator /(Power left, Power right) => left.Watts / right.Watts;

    /// <summary>True when the left power is smaller.</summary>
    public static bool operator <(Power left, Power right) => left.Watts < right.Watts;

    /// <summary>True when the left power is larger.</summary>
    public static bool operator >(Power left, Power right) => left.Watts > right.Watts;

    /// <summary>True when the left power is not larger.</summary>
    public static bool operator <=(Power left, Power right) => left.Watts <= right.Watts;

    /// <summary>True when the left power is not smaller.</summary>
    public static bool operator >=(Power left, Power right) => left.Watts >= right.Watts;

    /// <inheritdoc/>
    public int CompareTo(Power other) => Watts.CompareTo(other.Watts);

    /// <summary>Watts with their unit, e.g. <c>250 W</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Watts:0.###} W");
}
