namespace Joulemark.Workloads;

/// <summary>A fixed task: what energy-to-solution is the energy of.</summary>
/// <param name="Items">The requests, in order.</param>
/// <param name="Scorer">How answers are checked; null when they are not.</param>
/// <param name="ContentHash">SHA-256 over every prompt and answer, hexadecimal: two runs with the same hash asked the same.</param>
public sealed record WorkloadTask(IReadOnlyList<TaskItem> Items, IScorer? Scorer, string ContentHash)
{
    /// <summary>Items before the first repeats; as many as there are items where none does.</summary>
    public int DistinctItems { get; init; } = Items.Count;
}
