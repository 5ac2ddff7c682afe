using System.Globalization;
using System.Text.Json;

namespace Joulemark.Metering.Redfish;

/// <summary>Finds things in a resource without believing that it keeps to its schema.</summary>
internal static class RedfishJson
{
    /// <summary>A member at a path of names and, in lists, numbers; null where there is none.</summary>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member))
                element = member;
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < element.GetArrayLength())
                element = element[index];
            else
                return null;
        }

        return element;
    }

    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A number that is finite and not negative; some BMCs write it as text. Null for everything else.</summary>
    public static double? Number(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var value = element.At(path) switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var d) => d,
            { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var d) => d,
            _ => double.NaN,
        };
        return double.IsFinite(value) && value >= 0 ? value : null;
    }

    /// <summary>The smallest step of a number as it is written: 0.001 for 12.345.</summary>
    public static double Step(this JsonElement element)
    {
        var text = element.ToString();
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 || text.Contains('e', StringComparison.OrdinalIgnoreCase) ? 1 : Math.Pow(10, point + 1 - text.Length);
    }

    /// <summary>A link to a resource on the same BMC.</summary>
    public static string? Link(this JsonElement element, params ReadOnlySpan<string> path) =>
        RedfishClient.Local(element.At(path)?.Text("@odata.id"));

    /// <summary>All links of a list.</summary>
    public static IReadOnlyList<string> Links(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(m => m.Link()).OfType<string>()]
            : [];

    /// <summary>Whether a resource says that what it stands for is not fitted.</summary>
    public static bool IsAbsent(this JsonElement element) => element.Text("Status", "State") == "Absent";
}
