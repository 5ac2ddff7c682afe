using System.Text;
using System.Text.Json.Nodes;

namespace Joulemark.Testing.Servers;

/// <summary>A request that a fake server was sent, as it came.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">Headers by name, whatever their case.</param>
/// <param name="Body">The body's bytes; empty for none.</param>
public sealed record FakeCall(string Method, string Path, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The path without its query.</summary>
    public string Route => Path.Split('?')[0];

    /// <summary>The body as a JSON object; an empty one where it is none.</summary>
    public JsonObject Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Body.Span) as JsonObject ?? [];
            }
            catch (System.Text.Json.JsonException)
            {
                return [];
            }
        }
    }
}
