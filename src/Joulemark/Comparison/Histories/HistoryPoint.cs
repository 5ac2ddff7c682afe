using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Histories;

/// <summary>One measurement of a benchmark.</summary>
/// <param name="Run">Name of the run folder.</param>
/// <param name="At">When it began.</param>
/// <param name="Figure">The figure.</param>
/// <param name="IsValid">False where it is shown only, and not searched for changes.</param>
internal sealed record HistoryPoint(string Run, DateTimeOffset At, Estimate Figure, [property: JsonPropertyName("valid")] bool IsValid);
