namespace Joulemark.Comparison;

/// <summary>A systematic uncertainty of the joules of both sides, which no interval holds, and what becomes of it in their ratio.</summary>
/// <param name="Name">Which part, e.g. <c>sensor-gain</c>.</param>
/// <param name="A">The first's, relative to the figure; null where it has none of that name, or no joules.</param>
/// <param name="B">The second's.</param>
/// <param name="Cancels">True when it cancels in the ratio, false when it does not, null when the records do not tell.</param>
/// <param name="Why">Why.</param>
public sealed record ComparedUncertainty(string Name, double? A, double? B, bool? Cancels, string Why);
