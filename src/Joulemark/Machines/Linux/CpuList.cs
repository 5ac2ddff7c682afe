using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>The kernel's lists of CPUs, e.g. <c>0,18</c> or <c>0-3,8</c>.</summary>
internal static class CpuList
{
    /// <summary>The numbers in a list; none for a text that is no list.</summary>
    public static IReadOnlyList<int> Parse(string? text)
    {
        var cpus = new List<int>();
        foreach (var range in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || Number(ends[0]) is not { } first || Number(ends[^1]) is not { } last || last < first)
                return [];
            cpus.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return cpus;
    }

    /// <summary>Four digits hold any machine's CPUs, and bound what a broken file makes us count.</summary>
    private static int? Number(string text) =>
        text.Length <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
