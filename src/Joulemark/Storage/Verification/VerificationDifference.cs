namespace Joulemark.Storage.Verification;

/// <summary>Something that is not as recorded.</summary>
/// <param name="File">The file in the run folder.</param>
/// <param name="Path">The place in it, e.g. <c>configurations.a.metrics.accuracy.value</c>; null for the file as a whole.</param>
/// <param name="Was">What is recorded: a hash, or a value as JSON; null for nothing.</param>
/// <param name="Is">What was found now; null for nothing.</param>
/// <param name="OtherVersion">True where another version of Joulemark recorded it, so that its rules may be why, and nobody's hand.</param>
internal sealed record VerificationDifference(string File, string? Path, string? Was, string? Is, bool OtherVersion = false);
