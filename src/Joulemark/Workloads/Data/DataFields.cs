using System.Text.Json;

namespace Joulemark.Workloads.Data;

/// <summary>Finds texts in an entry of a data file.</summary>
internal static class DataFields
{
    /// <summary>The text or texts of a field; empty where there are none.</summary>
    /// <param name="entry">An object.</param>
    /// <param name="path">The field's name; dots go into nested objects, where no field is called so with its dots.</param>
    public static List<string> Texts(JsonElement entry, string path) => Find(entry, path) is not { } value ? [] : value.ValueKind switch
    {
        JsonValueKind.Array => [.. value.EnumerateArray().Select(Text).OfType<string>()],
        _ => Text(value) is { } text ? [text] : [],
    };

    /// <summary>The value of a field; null where there is none.</summary>
    public static JsonElement? Find(JsonElement entry, string path)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            return null;
        if (entry.TryGetProperty(path, out var value))
            return value;
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && entry.TryGetProperty(path[..dot], out var inner) ? Find(inner, path[(dot + 1)..]) : null;
    }

    /// <summary>The numbers of a field that is a list of token ids; null where it is none.</summary>
    public static int[]? TokenIds(JsonElement entry, string path)
    {
        if (Find(entry, path) is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
            return null;
        var ids = list.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number) && number >= 0 ? number : -1).ToArray();
        return ids.Contains(-1) ? null : ids;
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
