namespace Joulemark.Testing.Servers;

/// <summary>What a fake server has counted.</summary>
internal sealed record FakeCounts(int Running, long Requests, long PromptTokens, long OutputTokens);
