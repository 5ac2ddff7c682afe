namespace Joulemark.Serving;

/// <summary>One request as the load wants it sent.</summary>
/// <param name="Prompt">What the user says.</param>
/// <param name="System">System message; null for none.</param>
/// <param name="MaxOutputTokens">Most tokens to generate.</param>
/// <param name="Temperature">Sampling temperature; 0 is greedy.</param>
/// <param name="Seed">Sampling seed.</param>
/// <param name="OnToken">Called at each chunk with text; must return at once. Null for none.</param>
public sealed record ServerRequest(
    string Prompt, string? System, int MaxOutputTokens, double Temperature, int Seed, Action? OnToken = null);
