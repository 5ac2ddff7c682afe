using System.Text.Json;
using System.Xml;
using Joulemark.Metrology;

namespace Joulemark.Metering.Redfish;

/// <summary>
/// Reads a BMC while it is looked over, each resource once, since some take seconds: what is not there is null, and a BMC
/// that does not answer ends the look.
/// </summary>
internal sealed class RedfishReader(RedfishClient client)
{
    /// <summary>A collection of more pages than that is in a circle.</summary>
    private const int MostPages = 100;

    private readonly Dictionary<string, JsonElement?> _read = new(StringComparer.Ordinal);

    /// <summary>A resource; null where the link is null or leads to none.</summary>
    /// <exception cref="RedfishException">The BMC does not answer.</exception>
    public JsonElement? Get(string? path)
    {
        if (path is null)
            return null;
        if (!_read.TryGetValue(path, out var resource))
            _read[path] = resource = Ask(path);
        return resource;
    }

    /// <summary>The members of a collection, each read.</summary>
    public IEnumerable<(string Path, JsonElement Body)> Members(string? collection)
    {
        for (var pages = 0; pages < MostPages && Get(collection) is { } page; pages++)
        {
            foreach (var path in page.Links("Members"))
            {
                if (Get(path) is { } member)
                    yield return (path, member);
            }

            collection = RedfishClient.Local(page.Text("Members@odata.nextLink"));
        }
    }

    /// <summary>
    /// A sensor's number as a resource shows it: <c>{ "Reading": 374, "DataSourceUri": … }</c>, a bare number, or only the
    /// sensor it comes from. Null where there is no number now.
    /// </summary>
    /// <param name="path">Path of the resource.</param>
    /// <param name="body">The resource; null for none.</param>
    /// <param name="property">Name of the property.</param>
    /// <param name="scale">Joules or watts in one unit of it.</param>
    public RedfishValue? Sensor(string? path, JsonElement? body, string property, double scale = 1)
    {
        if (path is null || body?.At(property) is not { } excerpt)
            return null;
        var sensorPath = RedfishClient.Local(excerpt.Text("DataSourceUri"));
        var sensor = Get(sensorPath);
        var value = Value(path, excerpt, [property, "Reading"], scale, ["Reading"])
            ?? Value(path, excerpt, [property], scale, [])
            ?? (sensor is { } s && UnitScale(s, scale) is { } unit ? Value(sensorPath!, s, ["Reading"], unit, ["Reading"]) : null);
        return value is null ? null : value with { Interval = Duration(sensor?.Text("SensingInterval")) };
    }

    private JsonElement? Ask(string path)
    {
        var answer = client.Get(path);
        return answer.Outcome switch
        {
            RedfishOutcome.Found => answer.Body,
            RedfishOutcome.Absent => null,
            RedfishOutcome.Refused => throw new RedfishException(answer.Problem,
                "Name the environment variables that hold an account of the BMC in its meter file (user-env, password-env); one that may read is enough."),
            RedfishOutcome.Untrusted => throw new RedfishException($"its certificate is not trusted: {answer.Problem}",
                "Give the authority that signed it, or the certificate itself, as ca-file: in its meter file; insecure: true accepts any."),
            RedfishOutcome.Busy => throw new RedfishException(answer.Problem, "Try again later, and end other programs that poll it."),
            _ => throw new RedfishException(answer.Problem, "Check the address, the management network, and that Redfish is switched on in the BMC."),
        };
    }

    /// <summary>A number at a place in an element, as it is found in its resource; null where there is none.</summary>
    private static RedfishValue? Value(string resource, JsonElement element, string[] property, double scale, string[] place) =>
        element.Number(place) is null ? null : new RedfishValue(resource, property, scale) { Step = element.At(place)!.Value.Step() * scale };

    /// <summary>The sensor's own unit, as UCUM writes it; the excerpt's where it gives none. Null for another quantity.</summary>
    private static double? UnitScale(JsonElement sensor, double scale) => (sensor.Text("ReadingUnits"), scale) switch
    {
        (null or "", _) => scale,
        ("W" or "J", 1) => 1,
        ("kW.h" or "kWh", Energy.JoulesPerKilowattHour) => scale,
        _ => null,
    };

    private static TimeSpan? Duration(string? iso)
    {
        if (iso is null)
            return null;
        try
        {
            var duration = XmlConvert.ToTimeSpan(iso);
            return duration > TimeSpan.Zero ? duration : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }
}
