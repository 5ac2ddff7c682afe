using Joulemark.Workloads.Making;

namespace Joulemark.Workloads.Data;

/// <summary>
/// The first so many of a shuffled file, without the file in memory: each entry gets a random key by its place, and those
/// of the lowest keys stay.
/// </summary>
internal sealed class SeededChoice<T>(int most, int seed)
{
    private readonly PriorityQueue<(ulong Key, T Entry), ulong> _chosen = new(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));

    /// <summary>How many have been offered, taken or not.</summary>
    public long Offered { get; private set; }

    /// <summary>How many have been taken in, be it that others put them out again.</summary>
    public long Accepted { get; private set; }

    /// <summary>How many were looked at and found unfit.</summary>
    public long Refused { get; private set; }

    /// <summary>Offers the next entry of the file; it is made only where its key is low enough.</summary>
    /// <param name="make">Makes the entry; false for one that is unfit.</param>
    public void Offer(TryMake make)
    {
        var key = Mixed.Of(seed, Offered++).Next();
        if (_chosen.Count == most && key >= _chosen.Peek().Key)
            return;
        if (!make(out var entry))
        {
            Refused++;
            return;
        }

        Accepted++;
        _chosen.Enqueue((key, entry), key);
        if (_chosen.Count > most)
            _chosen.Dequeue();
    }

    /// <summary>Those chosen, in their order.</summary>
    public List<T> ToList() => [.. _chosen.UnorderedItems.OrderBy(c => c.Priority).Select(c => c.Element.Entry)];

    /// <summary>Makes an entry of a task from one of a file.</summary>
    public delegate bool TryMake(out T entry);
}
