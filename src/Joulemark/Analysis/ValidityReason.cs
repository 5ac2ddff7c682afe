namespace Joulemark.Analysis;

/// <summary>One reason why figures are not valid.</summary>
/// <param name="Code">Stable code; each has its entry in docs/diagnostics.md.</param>
/// <param name="Evidence">What was seen, with value and limit.</param>
public sealed record ValidityReason(string Code, string Evidence);
