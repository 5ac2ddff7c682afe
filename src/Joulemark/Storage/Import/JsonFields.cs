using System.Globalization;
using System.Text.Json;

namespace Joulemark.Storage.Import;

/// <summary>Looks into a value that may have another shape in another version of its tool: what is not there is null.</summary>
internal static class JsonFields
{
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : element;
    }

    /// <summary>A finite number; null for anything else.</summary>
    public static double? Number(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } e && e.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A whole number; null for anything else.</summary>
    public static long? Whole(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } e && e.TryGetInt64(out var number) ? number
            : element.Number() is { } real && Math.Abs(real) < long.MaxValue / 2.0 ? (long)Math.Round(real) : null;

    /// <summary>A count; null for anything else.</summary>
    public static int? Count(this JsonElement? element) => element.Whole() is >= 0 and <= int.MaxValue and var count ? (int)count : null;

    public static string? Text(this JsonElement? element) => element is { ValueKind: JsonValueKind.String } e ? e.GetString() : null;

    /// <summary>A value for people: a text as it is, a number as written.</summary>
    public static string? Words(this JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } e => e.GetString(),
        { ValueKind: JsonValueKind.Number } e => e.GetDouble().ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
