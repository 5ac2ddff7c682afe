using System.Text;
using System.Text.Json;

namespace Joulemark.Serving;

/// <summary>Texts as servers take them.</summary>
internal static class ServerText
{
    /// <summary>A JSON string, quotes included.</summary>
    public static string Json(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>A conversation for a server that knows no roles: what was said, line by line.</summary>
    public static string Plain(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.Count == 1)
            return messages[0].Content;
        var text = new StringBuilder();
        foreach (var message in messages)
            text.Append(text.Length == 0 ? "" : "\n").Append(message.Content);
        return text.ToString();
    }

    /// <summary>Writes a conversation with its roles.</summary>
    public static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages)
    {
        json.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role);
            json.WriteString("content"u8, message.Content);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
