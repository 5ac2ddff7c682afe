namespace Joulemark.Serving;

/// <summary>What a server said of itself.</summary>
/// <param name="Model">The model that requests ask for.</param>
/// <param name="Facts">Facts for the fingerprint by dotted key, e.g. <c>server.version</c>, <c>server.model.dtype</c>, <c>server.max-batch</c>.</param>
internal sealed record ServerIdentity(string Model, IReadOnlyDictionary<string, string> Facts);
