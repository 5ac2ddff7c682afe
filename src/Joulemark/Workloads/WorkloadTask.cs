using Joulemark.Diagnostics;

namespace Joulemark.Workloads;

/// <summary>A fixed task: what energy-to-solution is the energy of.</summary>
/// <param name="Items">The items, in order.</param>
/// <param name="Scorer">How answers are checked; null when they are not.</param>
/// <param name="ContentHash">SHA-256 over every prompt and answer, hexadecimal: two runs with the same hash asked the same.</param>
public sealed record WorkloadTask(IReadOnlyList<TaskItem> Items, IScorer? Scorer, string ContentHash)
{
    /// <summary>Items before the first repeats; as many as there are items where none does.</summary>
    public int DistinctItems { get; init; } = Items.Count;

    /// <summary>
    /// An item for another pass over the task: of the same lengths and the same sharing of prefixes, but of other words, so
    /// that a prefix cache knows nothing of it. Takes the item's number and the pass, from 1. Null where items are asked
    /// again as they are.
    /// </summary>
    public Func<int, int, TaskItem>? Renew { get; init; }

    /// <summary>SHA-256 of each data file the task was made from, by path or address; empty for generated tasks.</summary>
    public IReadOnlyDictionary<string, string> FileHashes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Counts tokens as the model under test does; null where the spec names no tokenizer.</summary>
    public ITokenCounter? TokenCounter { get; init; }

    /// <summary>What a reader of the figures should know of how the task was made.</summary>
    public IReadOnlyList<Diagnostic> Notes { get; init; } = [];
}
