using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Joulemark.Serving;

/// <summary>Collects what a server says of itself for the fingerprint. What it leaves open is no fact.</summary>
internal sealed class ServerFacts
{
    private readonly Dictionary<string, string> _facts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> All => _facts;

    /// <summary>A fact; null where there is none.</summary>
    public string? this[string key] => _facts.GetValueOrDefault(key);

    /// <summary>Adds a fact, unless it is known already or the value says nothing.</summary>
    public void Add(string key, string? value)
    {
        value = value?.Trim();
        if (!string.IsNullOrEmpty(value) && value is not ("None" or "null"))
            _facts.TryAdd(key, value);
    }

    /// <summary>Adds a fact from a JSON document.</summary>
    public void Add(string key, JsonElement? json, params ReadOnlySpan<string> path) => Add(key, Text(json, path));

    /// <summary>Adds a switch: <c>on</c> or <c>off</c>.</summary>
    public void AddSwitch(string key, string? value, bool inverted = false)
    {
        if (bool.TryParse(value, out var on))
            Add(key, on != inverted ? "on" : "off");
    }

    /// <summary>Adds the hash of a long text.</summary>
    public void AddHash(string key, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            Add(key, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>A value in a JSON document; null when it is not there, and when it is neither text, number nor truth value.</summary>
    public static string? Text(JsonElement? json, params ReadOnlySpan<string> path) => Find(json, path) is not { } found ? null : found.ValueKind switch
    {
        JsonValueKind.String => found.GetString(),
        JsonValueKind.Number => found.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>What is at a path of a JSON document; null when nothing is.</summary>
    public static JsonElement? Find(JsonElement? json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json is not { ValueKind: JsonValueKind.Object } parent || !parent.TryGetProperty(name, out var next))
                return null;
            json = next;
        }

        return json;
    }

    /// <summary>The members of a list in a JSON document; none when there is no list.</summary>
    public static IEnumerable<JsonElement> List(JsonElement? json, params ReadOnlySpan<string> path) =>
        Find(json, path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();
}
