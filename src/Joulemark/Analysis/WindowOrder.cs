using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Windows in time, to find the one of a moment. They do not overlap.</summary>
internal sealed class WindowOrder(IEnumerable<WindowRecord> windows)
{
    private readonly Timestamp[] _ends = [.. windows.Select(w => w.End).Order()];

    /// <summary>The place in time, from 0, of the first window that ends after a moment: the one that holds it, where one does; the number of windows where none ends later.</summary>
    public int FirstAfter(Timestamp time)
    {
        var (from, to) = (0, _ends.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (_ends[middle] > time)
                to = middle;
            else
                from = middle + 1;
        }

        return from;
    }
}
