#pragma warning disable MA0048 // the kinds of step are read together

namespace Joulemark.Running.Searching;

/// <summary>What a search wants next.</summary>
/// <param name="Reason">Why, in words.</param>
internal abstract record SearchStep(string Reason);

/// <summary>One window of a point, measured before or not.</summary>
/// <param name="Value">Value of the searched key.</param>
/// <param name="Reason">Why.</param>
internal sealed record Explore(double Value, string Reason) : SearchStep(Reason);

/// <summary>The full repeats of the points that decide.</summary>
/// <param name="Values">Values of the searched key; those with enough windows are left as they are.</param>
/// <param name="Reason">Why.</param>
internal sealed record Confirm(IReadOnlyList<double> Values, string Reason) : SearchStep(Reason);

/// <summary>The search is over.</summary>
/// <param name="Answer">The value that was looked for; null where no point meets the objectives.</param>
/// <param name="Reason">The answer in words.</param>
internal sealed record Found(double? Answer, string Reason) : SearchStep(Reason);
