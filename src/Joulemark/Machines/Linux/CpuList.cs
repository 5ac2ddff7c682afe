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

    /// <summary>Numbers as the kernel writes them: in order, neighbours as a range.</summary>
    public static string Format(IEnumerable<int> cpus)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var cpu in cpus.Distinct().Order())
        {
            if (ranges is [.., var last] && last.Last == cpu - 1)
                ranges[^1] = (last.First, cpu);
            else
                ranges.Add((cpu, cpu));
        }

        return string.Join(',', ranges.Select(r => r.First == r.Last ? FormattableString.Invariant($"{r.First}") : FormattableString.Invariant($"{r.First}-{r.Last}")));
    }

    /// <summary>Four digits hold any machine's CPUs, and bound what a broken file makes us count.</summary>
    private static int? Number(string text) =>
        text.Length <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
