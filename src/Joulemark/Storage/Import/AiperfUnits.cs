using System.Text.Json;

namespace Joulemark.Storage.Import;

/// <summary>AIPerf's values with their units, in ours.</summary>
internal static class AiperfUnits
{
    /// <summary>A time in seconds; null where there is none, or its unit is not one of time.</summary>
    public static double? Seconds(JsonElement? metric, string statistic = "value") => Scale(metric) * metric?.At(statistic).Number();

    /// <summary>Several times in seconds; null where there are none.</summary>
    public static List<double>? AllSeconds(JsonElement? metric)
    {
        if (Scale(metric) is not { } scale || metric?.At("value") is not { ValueKind: JsonValueKind.Array } values)
            return null;
        var all = new List<double>();
        foreach (var value in values.EnumerateArray())
        {
            if (((JsonElement?)value).Number() is not { } number)
                return null;
            all.Add(number * scale);
        }

        return all;
    }

    private static double? Scale(JsonElement? metric) => metric?.At("unit").Text() switch
    {
        "ms" or "milliseconds" => 1e-3,
        "s" or "sec" or "seconds" => 1,
        "us" or "µs" or "microseconds" => 1e-6,
        "ns" or "nanoseconds" => 1e-9,
        _ => null,
    };
}
