using Joulemark.Statistics;

namespace Joulemark.Comparison.Histories;

/// <summary>A run from which on the figures are others.</summary>
/// <param name="Index">Number of the first point after the change.</param>
/// <param name="Ratio">Mean of the runs from it to the next change ÷ mean of those before it, with its 95 % interval where each side has three runs; it allows for where the change was looked for, and for runs that are like their neighbours.</param>
/// <param name="AssumesIndependence">True where it is told from chance only if runs are independent of their neighbours, which is not refuted and not sure.</param>
/// <param name="Differences">What is not the same in the fingerprints of the last run before it and the first after it.</param>
internal sealed record HistoryChange(int Index, Interval Ratio, bool AssumesIndependence, IReadOnlyList<FactDifference> Differences);
