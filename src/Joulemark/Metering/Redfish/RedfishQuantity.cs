using System.Text.Json;
using Joulemark.Records;

namespace Joulemark.Metering.Redfish;

/// <summary>A channel, and the numbers whose sum it is.</summary>
internal sealed record RedfishQuantity(Channel Channel, IReadOnlyList<RedfishValue> Parts)
{
    /// <summary>The reading; null as soon as one part is missing.</summary>
    /// <param name="resources">The resources read, by path.</param>
    public double? In(IReadOnlyDictionary<string, JsonElement> resources)
    {
        double? sum = 0;
        foreach (var part in Parts)
            sum += resources.TryGetValue(part.Resource, out var resource) ? part.In(resource) : null;

        // A machine that runs draws something: 0 W is a BMC's way to say that it has no reading.
        return sum == 0 && Channel.Reading == ReadingKind.Power ? null : sum;
    }
}
