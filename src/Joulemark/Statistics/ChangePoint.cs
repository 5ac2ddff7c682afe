namespace Joulemark.Statistics;

/// <summary>A place from which on a series is another.</summary>
/// <param name="Index">Its first value.</param>
/// <param name="AssumesIndependence">True where it is told from chance only if the values are independent of their neighbours, which is not refuted and not sure.</param>
internal readonly record struct ChangePoint(int Index, bool AssumesIndependence);
