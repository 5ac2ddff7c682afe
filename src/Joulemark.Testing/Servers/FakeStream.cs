using System.Text;
using System.Text.Json.Nodes;

namespace Joulemark.Testing.Servers;

/// <summary>The events of a streamed answer, in bytes as they go out.</summary>
internal sealed class FakeStream
{
    public const string OutOfSlots = "the fake server ran out of slots";

    private readonly FakeBehavior _behavior;
    private readonly bool _chat;
    private readonly string _lineEnd;

    public FakeStream(FakeBehavior behavior, bool chat)
    {
        (_behavior, _chat, _lineEnd) = (behavior, chat, behavior.CrLf ? "\r\n" : "\n");
        Head = chat && behavior.RoleChunk ? Event(Chunk(new JsonObject { ["role"] = "assistant", ["content"] = null }, null)) : [];
        Tokens = [.. Enumerable.Range(0, behavior.Tokens.Count).Select(Token)];
        Tail = MakeTail();
        Error = Event(new JsonObject
        {
            ["error"] = new JsonObject { ["code"] = 500, ["message"] = behavior.ErrorMessage ?? OutOfSlots, ["type"] = "server_error" },
        });
        Whole = [.. Head, .. Tokens.SelectMany(t => t), .. Tail];
    }

    /// <summary>What comes before the first token.</summary>
    public byte[] Head { get; }

    /// <summary>The event of each token.</summary>
    public IReadOnlyList<byte[]> Tokens { get; }

    /// <summary>What comes after the last token.</summary>
    public byte[] Tail { get; }

    /// <summary>An error inside the stream.</summary>
    public byte[] Error { get; }

    /// <summary>All of an answer without errors.</summary>
    public byte[] Whole { get; }

    private string Kind => _chat ? "chat.completion.chunk" : "text_completion";

    private byte[] Token(int index)
    {
        var chunk = Chunk(Delta(_behavior.Tokens[index]), null);
        if (_behavior.Usage == FakeUsage.EveryChunk)
            chunk["usage"] = Usage(index + 1);
        return Event(chunk);
    }

    private byte[] MakeTail()
    {
        var last = Chunk(_chat ? [] : Delta(""), "stop");
        if (_behavior.Usage is FakeUsage.WithChoices or FakeUsage.EveryChunk)
            last["usage"] = Usage(_behavior.Tokens.Count);
        IEnumerable<byte> tail = Event(last);
        if (_behavior.Usage == FakeUsage.LastChunk)
            tail = tail.Concat(Event(new JsonObject { ["object"] = Kind, ["choices"] = new JsonArray(), ["usage"] = Usage(_behavior.Tokens.Count) }));
        return [.. _behavior.Done ? tail.Concat(Event("[DONE]")) : tail];
    }

    private JsonObject Delta(string text) => _chat ? new JsonObject { ["content"] = text } : new JsonObject { ["text"] = text };

    private JsonObject Chunk(JsonObject content, string? finish)
    {
        var choice = _chat ? new JsonObject { ["index"] = 0, ["delta"] = content } : content;
        choice["finish_reason"] = finish;
        return new JsonObject { ["id"] = "fake-1", ["object"] = Kind, ["choices"] = new JsonArray(choice) };
    }

    private JsonObject Usage(int completionTokens)
    {
        var usage = new JsonObject
        {
            ["prompt_tokens"] = _behavior.PromptTokens,
            ["completion_tokens"] = completionTokens,
            ["total_tokens"] = _behavior.PromptTokens + completionTokens,
        };
        if (_behavior.CachedTokens is { } cached)
            usage["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = cached };
        return usage;
    }

    // Characters go out as themselves, not as \u escapes, so that multi-byte characters can split.
    private byte[] Event(JsonObject data) => Event(data.ToJsonString(FakeJson.Plain));

    private byte[] Event(string data) =>
        Encoding.UTF8.GetBytes($"{(_behavior.Comments ? $": keep-alive{_lineEnd}" : "")}data: {data}{_lineEnd}{_lineEnd}");
}
