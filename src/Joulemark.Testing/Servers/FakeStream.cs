using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Joulemark.Testing.Servers;

/// <summary>The events of one streamed answer, in bytes as they go out.</summary>
internal sealed class FakeStream(FakeBehavior behavior, bool chat)
{
    private readonly string _lineEnd = behavior.CrLf ? "\r\n" : "\n";

    /// <summary>What comes before the first token.</summary>
    public byte[] Head => chat && behavior.RoleChunk ? Event(Chunk(new JsonObject { ["role"] = "assistant", ["content"] = null }, null)) : [];

    /// <summary>The event of a token.</summary>
    public byte[] Token(int index)
    {
        var chunk = Chunk(Delta(behavior.Tokens[index]), null);
        if (behavior.Usage == FakeUsage.EveryChunk)
            chunk["usage"] = Usage(index + 1);
        return Event(chunk);
    }

    /// <summary>What comes after the last token.</summary>
    public byte[] Tail
    {
        get
        {
            var last = Chunk(chat ? [] : Delta(""), "stop");
            if (behavior.Usage is FakeUsage.WithChoices or FakeUsage.EveryChunk)
                last["usage"] = Usage(behavior.Tokens.Count);
            IEnumerable<byte> tail = Event(last);
            if (behavior.Usage == FakeUsage.LastChunk)
                tail = tail.Concat(Event(new JsonObject { ["object"] = Kind, ["choices"] = new JsonArray(), ["usage"] = Usage(behavior.Tokens.Count) }));
            return [.. behavior.Done ? tail.Concat(Event("[DONE]")) : tail];
        }
    }

    /// <summary>An error inside the stream.</summary>
    public byte[] Error => Event(new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = 500, ["message"] = "the fake server ran out of slots", ["type"] = "server_error" },
    });

    private string Kind => chat ? "chat.completion.chunk" : "text_completion";

    private JsonObject Delta(string text) => chat ? new JsonObject { ["content"] = text } : new JsonObject { ["text"] = text };

    private JsonObject Chunk(JsonObject content, string? finish)
    {
        var choice = chat ? new JsonObject { ["index"] = 0, ["delta"] = content } : content;
        choice["finish_reason"] = finish;
        return new JsonObject { ["id"] = "fake-1", ["object"] = Kind, ["choices"] = new JsonArray(choice) };
    }

    private JsonObject Usage(int completionTokens)
    {
        var usage = new JsonObject
        {
            ["prompt_tokens"] = behavior.PromptTokens,
            ["completion_tokens"] = completionTokens,
            ["total_tokens"] = behavior.PromptTokens + completionTokens,
        };
        if (behavior.CachedTokens is { } cached)
            usage["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = cached };
        return usage;
    }

    // Characters go out as themselves, not as \u escapes, so that multi-byte characters can split.
    private byte[] Event(JsonObject data) => Event(data.ToJsonString(FakeJson.Plain));

    private byte[] Event(string data) =>
        Encoding.UTF8.GetBytes($"{(behavior.Comments ? $": keep-alive{_lineEnd}" : "")}data: {data}{_lineEnd}{_lineEnd}");
}
