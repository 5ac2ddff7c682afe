using System.Text.Json;

namespace Joulemark.Onnx.Server;

/// <summary>The part of an OpenAI request that this server understands.</summary>
internal sealed record CompletionRequest
{
    private const int DefaultMaxTokens = 128;

    public string? Model { get; private init; }

    /// <summary>What the model reads: the prompt as it is, or the messages' contents line by line.</summary>
    public required string Prompt { get; init; }

    public int MaxTokens { get; private init; } = DefaultMaxTokens;

    public double Temperature { get; private init; } = 1;

    public int Seed { get; private init; }

    /// <summary>True for answers of exactly <see cref="MaxTokens"/>, as vLLM and others call it.</summary>
    public bool IgnoresEnd { get; private init; }

    public bool Stream { get; private init; }

    public bool IncludeUsage { get; private init; }

    public IReadOnlyList<string> Stop { get; private init; } = [];

    /// <summary>Reads a request's JSON.</summary>
    /// <exception cref="InvalidDataException">What is wrong, in the words the client gets.</exception>
    public static CompletionRequest Read(JsonElement root, bool chat)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("the body must be a JSON object");
        if (Number(root, "n", 1) != 1)
            throw new InvalidDataException("'n' must be 1: this server gives one answer to a request");
        var maxTokens = Number(root, "max_completion_tokens", Number(root, "max_tokens", DefaultMaxTokens));
        if (maxTokens < 1 || maxTokens != Math.Floor(maxTokens))
            throw new InvalidDataException("'max_tokens' must be a whole number of at least 1");
        var temperature = Number(root, "temperature", 1);
        if (temperature is < 0 or > 2)
            throw new InvalidDataException("'temperature' must be between 0 and 2");
        return new CompletionRequest
        {
            Model = Text(root, "model"),
            Prompt = chat ? Messages(root) : Text(root, "prompt") ?? throw new InvalidDataException("'prompt' must be a string"),
            MaxTokens = (int)Math.Min(maxTokens, int.MaxValue),
            Temperature = temperature,
            Seed = (int)((long)Number(root, "seed", 0) & int.MaxValue),
            IgnoresEnd = Flag(root, "ignore_eos"),
            Stream = Flag(root, "stream"),
            IncludeUsage = root.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object && Flag(options, "include_usage"),
            Stop = Stops(root),
        };
    }

    private static string Messages(JsonElement root)
    {
        if (!root.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            throw new InvalidDataException("'messages' must be a list with at least one message");
        return string.Join('\n', messages.EnumerateArray().Select(m =>
            m.ValueKind == JsonValueKind.Object && m.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
                ? content.GetString() : throw new InvalidDataException("each message needs a 'content' string")));
    }

    private static IReadOnlyList<string> Stops(JsonElement root)
    {
        if (!root.TryGetProperty("stop", out var stop) || stop.ValueKind == JsonValueKind.Null)
            return [];
        if (stop.ValueKind == JsonValueKind.String)
            return stop.GetString() is { Length: > 0 } text ? [text] : []; // an empty one would stop every answer at once
        if (stop.ValueKind == JsonValueKind.Array && stop.EnumerateArray().All(s => s.ValueKind == JsonValueKind.String))
            return [.. stop.EnumerateArray().Select(s => s.GetString()!).Where(s => s.Length > 0)];
        throw new InvalidDataException("'stop' must be a string or a list of strings");
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static double Number(JsonElement root, string name, double otherwise)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return otherwise;
        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw new InvalidDataException($"'{name}' must be a number");
    }
}
