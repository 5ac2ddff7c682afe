using System.Text.Encodings.Web;
using System.Text.Json;

namespace Joulemark.Testing.Servers;

/// <summary>How the fake server writes JSON.</summary>
internal static class FakeJson
{
    /// <summary>Multi-byte characters as themselves.</summary>
    public static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
