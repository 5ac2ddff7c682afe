namespace Joulemark.Statistics;

/// <summary>A figure with its 95 % interval; the ends are null where there is none.</summary>
internal readonly record struct Interval(double Value, double? Lower, double? Upper);
