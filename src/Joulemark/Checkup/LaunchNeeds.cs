using Joulemark.Diagnostics;

namespace Joulemark.Checkup;

/// <summary>What the servers need that a plan starts, as far as it is not there.</summary>
/// <param name="Problems">What would keep them from starting.</param>
/// <param name="ToFetch">Images that the run would fetch first.</param>
internal sealed record LaunchNeeds(IReadOnlyList<Diagnostic> Problems, IReadOnlyList<Diagnostic> ToFetch);
