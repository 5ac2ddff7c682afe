using System.Collections;

namespace Joulemark.Records;

/// <summary>Some of the requests of a run, by their numbers: nothing is copied.</summary>
/// <param name="all">All requests.</param>
/// <param name="numbers">Which of them.</param>
internal sealed class RequestView(IReadOnlyList<RequestRecord> all, IReadOnlyList<int> numbers) : IReadOnlyList<RequestRecord>
{
    /// <inheritdoc/>
    public int Count => numbers.Count;

    /// <inheritdoc/>
    public RequestRecord this[int index] => all[numbers[index]];

    /// <inheritdoc/>
    public IEnumerator<RequestRecord> GetEnumerator()
    {
        foreach (var number in numbers)
            yield return all[number];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
