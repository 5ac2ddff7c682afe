using System.Collections;

namespace Joulemark.Workloads;

/// <summary>A list of items that are made when they are asked for, so that a task of millions takes no memory.</summary>
internal sealed class ItemsOnDemand(int count, Func<int, TaskItem> make) : IReadOnlyList<TaskItem>
{
    public int Count => count;

    public TaskItem this[int index] =>
        (uint)index < (uint)count ? make(index) : throw new ArgumentOutOfRangeException(nameof(index), index, $"The task has {count} items.");

    public IEnumerator<TaskItem> GetEnumerator() => Enumerable.Range(0, count).Select(make).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
