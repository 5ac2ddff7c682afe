using Joulemark.Statistics;

namespace Joulemark.Comparison.Histories;

/// <summary>A run from which on the figures are others.</summary>
/// <param name="Index">Number of the first point after the change.</param>
/// <param name="Ratio">Mean of the runs from it to the next change ÷ mean of those before it, with its 95 % interval where each side has three runs; it allows for where the change was looked for.</param>
/// <param name="Differences">What is not the same in the fingerprints of the last run before it and the first after it.</param>
internal sealed record HistoryChange(int Index, Interval Ratio, IReadOnlyList<FactDifference> Differences);
