namespace Joulemark.Planning;

/// <summary>One configuration of a run: a value for each factor under test, all else equal.</summary>
/// <param name="Name">Name in figures and records, e.g. <c>small-fp32</c> or <c>load.concurrency=8</c>.</param>
/// <param name="Factors">The keys that vary and the values they have here; empty for a run of one configuration.</param>
/// <param name="Spec">The effective values.</param>
public sealed record PlannedConfiguration(string Name, IReadOnlyDictionary<string, string> Factors, BenchmarkSpec Spec)
{
    /// <summary>Every effective value by its key, as text.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>True when the other configuration is served by the very same server, so that it need not be restarted.</summary>
    public bool SharesServerWith(PlannedConfiguration other) => ServerValues.SequenceEqual(other.ServerValues);

    private IEnumerable<KeyValuePair<string, string>> ServerValues =>
        Values.Where(v => v.Key.StartsWith("server.", StringComparison.Ordinal)).OrderBy(v => v.Key, StringComparer.Ordinal);
}
