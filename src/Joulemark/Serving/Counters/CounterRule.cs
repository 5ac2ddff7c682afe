namespace Joulemark.Serving.Counters;

/// <summary>Where a server's metrics page tells something. Of several rules for one field the first that finds anything holds.</summary>
/// <param name="Field">What it tells.</param>
/// <param name="Metrics">The metrics that make it up, added; all must be there.</param>
internal sealed record CounterRule(CounterField Field, params IReadOnlyList<string> Metrics)
{
    /// <summary>A label that picks samples; null for all.</summary>
    public (string Name, string Value)? Label { get; init; }
}
