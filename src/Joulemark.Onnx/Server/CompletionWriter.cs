using System.Buffers;
using System.Text.Json;

namespace Joulemark.Onnx.Server;

/// <summary>Writes OpenAI-compatible JSON, chat or completions, whole or as chunks.</summary>
internal sealed class CompletionWriter(string id, long created, string model, bool chat)
{
    /// <summary>One chunk of a stream as a server-sent event.</summary>
    /// <param name="to">Where it goes.</param>
    /// <param name="text">Text of the chunk; null for none.</param>
    /// <param name="role">True in the first chunk of a chat, which names the role.</param>
    /// <param name="finish">Why the answer ended; null while it goes on.</param>
    public void WriteChunk(IBufferWriter<byte> to, string? text, bool role = false, string? finish = null)
    {
        to.Write("data: "u8);
        using (var json = new Utf8JsonWriter(to))
        {
            Start(json, chat ? "chat.completion.chunk" : "text_completion");
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            if (chat)
            {
                json.WriteStartObject("delta"u8);
                if (role)
                    json.WriteString("role"u8, "assistant"u8);
                if (text is not null)
                    json.WriteString("content"u8, text);
                json.WriteEndObject();
            }
            else
            {
                json.WriteString("text"u8, text ?? "");
            }

            Finish(json, finish);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        to.Write("\n\n"u8);
    }

    /// <summary>The last chunk before <c>[DONE]</c>: token counts, and no choices.</summary>
    public void WriteUsageChunk(IBufferWriter<byte> to, int promptTokens, int completionTokens)
    {
        to.Write("data: "u8);
        using (var json = new Utf8JsonWriter(to))
        {
            Start(json, chat ? "chat.completion.chunk" : "text_completion");
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            Usage(json, promptTokens, completionTokens);
            json.WriteEndObject();
        }

        to.Write("\n\n"u8);
    }

    /// <summary>A whole answer.</summary>
    public void WriteWhole(IBufferWriter<byte> to, string text, string finish, int promptTokens, int completionTokens)
    {
        using var json = new Utf8JsonWriter(to);
        Start(json, chat ? "chat.completion" : "text_completion");
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        if (chat)
        {
            json.WriteStartObject("message"u8);
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, text);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("text"u8, text);
        }

        Finish(json, finish);
        json.WriteEndObject();
        json.WriteEndArray();
        Usage(json, promptTokens, completionTokens);
        json.WriteEndObject();
    }

    private void Start(Utf8JsonWriter json, string kind)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, created);
        json.WriteString("model"u8, model);
    }

    private static void Finish(Utf8JsonWriter json, string? finish)
    {
        if (finish is null)
            json.WriteNull("finish_reason"u8);
        else
            json.WriteString("finish_reason"u8, finish);
    }

    private static void Usage(Utf8JsonWriter json, int promptTokens, int completionTokens)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, promptTokens);
        json.WriteNumber("completion_tokens"u8, completionTokens);
        json.WriteNumber("total_tokens"u8, promptTokens + completionTokens);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, 0); // there is no prefix cache, and whoever measures should know
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
