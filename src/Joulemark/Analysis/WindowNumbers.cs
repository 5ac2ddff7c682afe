using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>In which of a configuration's windows something was due. Windows do not overlap.</summary>
internal sealed class WindowNumbers
{
    private readonly Timestamp[] _ends;
    private readonly int[] _numbers;

    /// <param name="windows">The windows, in any order.</param>
    public WindowNumbers(IReadOnlyList<WindowRecord> windows)
    {
        _numbers = [.. Enumerable.Range(0, windows.Count).OrderBy(i => windows[i].End)];
        _ends = [.. _numbers.Select(i => windows[i].End)];
    }

    /// <summary>Number of the first window that ends after the moment: the one that holds it, where one does.</summary>
    public int Of(Timestamp due)
    {
        var (from, to) = (0, _ends.Length - 1);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (_ends[middle] > due)
                to = middle;
            else
                from = middle + 1;
        }

        return _numbers[from];
    }
}
