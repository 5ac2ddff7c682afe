namespace Joulemark.Serving.Launching;

/// <summary>A flag by which an engine is told something that it can be asked about.</summary>
/// <param name="Fact">The fact that says what came of it.</param>
/// <param name="Names">Its names: flags with their dashes, environment variables, or a word that the value follows.</param>
internal sealed record EngineFlag(string Fact, params string[] Names);
