using System.Text.Json;

namespace Joulemark.Metering.Redfish;

/// <summary>Where one number is found, and what it is in joules or watts.</summary>
/// <param name="Resource">Path of the resource.</param>
/// <param name="Property">Path of the property in it.</param>
/// <param name="Scale">Joules or watts in one unit.</param>
internal sealed record RedfishValue(string Resource, string[] Property, double Scale = 1)
{
    /// <summary>How often the sensor is read by the BMC; null where it does not say.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Smallest step, in joules or watts, as the number is written.</summary>
    public double? Step { get; init; }

    /// <summary>The number in its resource; null where it is blank.</summary>
    public double? In(JsonElement resource) => resource.Number(Property) * Scale;
}
