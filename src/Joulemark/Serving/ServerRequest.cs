using Joulemark.Serving.Http;
using Joulemark.Workloads;

namespace Joulemark.Serving;

/// <summary>One request as the load wants it sent.</summary>
public sealed record ServerRequest
{
    /// <summary>The conversation so far, the last message being the one to answer; a server without roles is sent their contents.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The prompt as token ids, for servers that take them; null for text. A server that takes none fails the request.</summary>
    public IReadOnlyList<int>? PromptTokenIds { get; init; }

    /// <summary>Tensors of a request to a model that takes no text; null for language models.</summary>
    public IReadOnlyList<TensorInput>? Tensors { get; init; }

    /// <summary>Most tokens to generate.</summary>
    public required int MaxOutputTokens { get; init; }

    /// <summary>True to generate exactly <see cref="MaxOutputTokens"/> where the server can be told to (<c>ignore_eos</c>, <c>min_tokens</c>).</summary>
    public bool ExactOutputTokens { get; init; }

    /// <summary>Sampling temperature; 0 is greedy.</summary>
    public double Temperature { get; init; }

    /// <summary>Sampling seed.</summary>
    public int Seed { get; init; }

    /// <summary>Called at each chunk with text; must return at once. Null for none.</summary>
    public Action? OnToken { get; init; }

    /// <summary>The request as it goes out, where it was written ahead; null where it was not.</summary>
    internal HttpCall? Written { get; set; }

    /// <summary>A request of one user message.</summary>
    internal static ServerRequest Of(string prompt, int maxOutputTokens) =>
        new() { Messages = [new ChatMessage("user", prompt)], MaxOutputTokens = maxOutputTokens };
}
