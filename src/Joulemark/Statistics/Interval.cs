namespace Joulemark.Statistics;

/// <summary>A figure with its interval; the ends are null where there is none.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Lower">Lower end; null where there is none.</param>
/// <param name="Upper">Upper end; null where there is none.</param>
public readonly record struct Interval(double Value, double? Lower, double? Upper);
