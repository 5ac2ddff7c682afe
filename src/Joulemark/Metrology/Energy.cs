using System.Globalization;
using System.Text.Json.Serialization;

namespace Joulemark.Metrology;

/// <summary>An amount of energy, in joules.</summary>
/// <param name="Joules">Joules. May be negative for a difference; never NaN in a record.</param>
[JsonConverter(typeof(EnergyJsonConverter))]
public readonly record struct Energy(double Joules) : IComparable<Energy>
{
    /// <summary>No energy. Not the same as an energy that is missing, which is null.</summary>
    public static readonly Energy Zero;

    /// <summary>Joules in one watt-hour.</summary>
    public const double JoulesPerWattHour = 3600;

    /// <summary>Joules in one kilowatt-hour.</summary>
    public const double JoulesPerKilowattHour = 1000 * JoulesPerWattHour;

    /// <summary>Watt-hours: joules ÷ 3600.</summary>
    public double WattHours => Joules / JoulesPerWattHour;

    /// <summary>An energy from millijoules, the unit of NVML's counter.</summary>
    public static Energy FromMillijoules(double millijoules) => new(millijoules / 1e3);

    /// <summary>An energy from microjoules, the unit of the powercap counters.</summary>
    public static Energy FromMicrojoules(double microjoules) => new(microjoules / 1e6);

    /// <summary>Sum of two energies.</summary>
    public static Energy operator +(Energy left, Energy right) => new(left.Joules + right.Joules);

    /// <summary>Difference of two energies.</summary>
    public static Energy operator -(Energy left, Energy right) => new(left.Joules - right.Joules);

    /// <summary>A multiple of an energy.</summary>
    public static Energy operator *(Energy energy, double factor) => new(energy.Joules * factor);

    /// <summary>An energy shared out, e.g. over requests.</summary>
    public static Energy operator /(Energy energy, double divisor) => new(energy.Joules / divisor);

    /// <summary>The ratio of two energies, without unit.</summary>
    public static double operator /(Energy left, Energy right) => left.Joules / right.Joules;

    /// <summary>Mean power over a duration.</summary>
    public static Power operator /(Energy energy, TimeSpan duration) => new(energy.Joules / duration.TotalSeconds);

    /// <summary>True when the left energy is smaller.</summary>
    public static bool operator <(Energy left, Energy right) => left.Joules < right.Joules;

    /// <summary>True when the left energy is larger.</summary>
    public static bool operator >(Energy left, Energy right) => left.Joules > right.Joules;

    /// <summary>True when the left energy is not larger.</summary>
    public static bool operator <=(Energy left, Energy right) => left.Joules <= right.Joules;

    /// <summary>True when the left energy is not smaller.</summary>
    public static bool operator >=(Energy left, Energy right) => left.Joules >= right.Joules;

    /// <inheritdoc/>
    public int CompareTo(Energy other) => Joules.CompareTo(other.Joules);

    /// <summary>Joules with their unit, e.g. <c>12.5 J</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Joules:0.###} J");
}
