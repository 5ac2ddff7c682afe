namespace Joulemark.Records;

/// <summary>Token counts of one request, as the server gave them.</summary>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CompletionTokens">Tokens of the answer, reasoning included.</param>
/// <param name="CachedTokens">Prompt tokens that came from a prefix cache; null when the server does not say.</param>
/// <param name="ReasoningTokens">Tokens of the answer that were reasoning; null when the server does not say.</param>
public sealed record TokenUsage(int PromptTokens, int CompletionTokens, int? CachedTokens = null, int? ReasoningTokens = null);
