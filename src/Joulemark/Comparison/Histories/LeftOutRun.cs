namespace Joulemark.Comparison.Histories;

/// <summary>A run of a benchmark that was measured several times, which is in none of its histories.</summary>
/// <param name="Benchmark">The benchmark's name.</param>
/// <param name="Configuration">The configuration's name.</param>
/// <param name="Run">Name of the run folder.</param>
/// <param name="At">When it began.</param>
/// <param name="Why">Why it is in none.</param>
internal sealed record LeftOutRun(string Benchmark, string Configuration, string Run, DateTimeOffset At, string Why);
