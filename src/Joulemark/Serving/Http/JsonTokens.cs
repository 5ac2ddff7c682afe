using System.Text.Json;

namespace Joulemark.Serving.Http;

/// <summary>Takes the value behind a property's name, whatever it turns out to be.</summary>
internal static class JsonTokens
{
    /// <summary>Goes into an object; false for any other value, which is then behind the reader.</summary>
    public static bool Enter(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject)
            return true;
        json.Skip();
        return false;
    }

    /// <summary>A text; null for any other value.</summary>
    public static string? Text(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
            return JsonText.Read(json);
        json.Skip();
        return null;
    }

    /// <summary>A whole number; null for any other value, and for one that is out of range.</summary>
    public static int? Number(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number)
            return json.TryGetInt32(out var number) ? number : null;
        json.Skip();
        return null;
    }
}
