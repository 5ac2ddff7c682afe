namespace Joulemark.Storage.Baselines;

/// <summary>A run of a baseline.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Configuration">The configuration of it.</param>
internal sealed record BaselineRun(string Run, string Configuration);
