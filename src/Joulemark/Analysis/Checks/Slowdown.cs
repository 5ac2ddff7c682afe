namespace Joulemark.Analysis.Checks;

/// <summary>A stretch in which a board was slowed down.</summary>
/// <param name="Start">Its first sample, seconds on the run's clock.</param>
/// <param name="End">The sample after its last.</param>
/// <param name="Text">Which board, and by what.</param>
internal readonly record struct Slowdown(double Start, double End, string Text);
