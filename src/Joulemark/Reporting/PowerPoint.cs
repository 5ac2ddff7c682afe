namespace Joulemark.Reporting;

/// <summary>Mean power over one step of a timeline.</summary>
/// <param name="Seconds">Middle of the step, on the run's clock.</param>
/// <param name="Watts">The power; null where readings are missing.</param>
internal readonly record struct PowerPoint(double Seconds, double? Watts);
