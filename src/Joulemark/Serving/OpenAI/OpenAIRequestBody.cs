using System.Buffers;
using System.Text.Json;

namespace Joulemark.Serving.OpenAI;

/// <summary>Writes the JSON of a streaming request.</summary>
internal static class OpenAIRequestBody
{
    public static byte[] Write(string api, string model, ServerRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, model);
            if (api == "chat")
            {
                json.WriteStartArray("messages"u8);
                if (request.System is not null)
                    WriteMessage(json, "system"u8, request.System);
                WriteMessage(json, "user"u8, request.Prompt);
                json.WriteEndArray();
            }
            else
            {
                json.WriteString("prompt"u8, request.Prompt);
            }

            json.WriteNumber("max_tokens"u8, request.MaxOutputTokens);
            json.WriteNumber("temperature"u8, request.Temperature);
            json.WriteNumber("seed"u8, request.Seed);
            json.WriteBoolean("stream"u8, true);
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, ReadOnlySpan<byte> role, string content)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteString("content"u8, content);
        json.WriteEndObject();
    }
}
