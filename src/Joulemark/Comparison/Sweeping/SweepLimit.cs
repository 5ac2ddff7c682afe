namespace Joulemark.Comparison.Sweeping;

/// <summary>Between which loads the limit lies that the objectives set.</summary>
/// <param name="Meets">Configuration of the highest load that meets every objective for certain; null where none does.</param>
/// <param name="Misses">Configuration of the lowest load above it that does not, or that the server could not take; null where none was measured.</param>
/// <param name="Undecided">Configurations between the two, of which it cannot be told: their intervals hold the limit, or they are not valid.</param>
/// <param name="Windows">Measured windows that all the points of the series took.</param>
public sealed record SweepLimit(string? Meets, string? Misses, IReadOnlyList<string> Undecided, int Windows);
