using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>Work that waits for memory (pressure stall information), and memory that is swapped in or out.</summary>
internal sealed class MemoryWatch(HostPaths paths) : IWatch
{
    /// <summary>Most of the time that some task may stand still for want of memory.</summary>
    public const double MostStalled = 0.10;

    /// <summary>Most that may be swapped, both ways, in bytes a second.</summary>
    public const double MostSwapped = 1 << 20;

    private readonly KeptFile _pressure = new(Path.Combine(paths.Procfs, "pressure/memory"));
    private readonly KeptFile _events = new(Path.Combine(paths.Procfs, "vmstat"));
    private double? _stalled; // microseconds since boot
    private double? _pages;

    public void Look(DisturbanceLog log)
    {
        _pressure.Look();
        _events.Look();
        var (stalled, pages) = (Stalled(_pressure.Text), Pages(_events.Text));
        var seconds = (log.Now - log.Before).TotalSeconds;
        if (seconds > 0)
        {
            var share = (stalled - _stalled) / 1e6 / seconds;
            var swapped = (pages - _pages) * Environment.SystemPageSize / seconds;
            if (share > MostStalled)
                log.GoesOn(Disturbance.MemoryPressure, "stall", string.Create(CultureInfo.InvariantCulture, $"work stood still for want of memory {share:P0} of the time; the limit is {MostStalled:P0}"), share.Value);
            if (swapped > MostSwapped)
                log.GoesOn(Disturbance.MemoryPressure, "swap", string.Create(CultureInfo.InvariantCulture, $"{swapped / (1 << 20):0.#} MiB of memory a second were swapped in or out; the limit is {MostSwapped / (1 << 20):0} MiB/s"), swapped.Value);
        }

        (_stalled, _pages) = (stalled, pages);
    }

    public void Dispose()
    {
        _pressure.Dispose();
        _events.Dispose();
    }

    /// <summary>The total of the line <c>some avg10=0.00 avg60=0.00 avg300=0.00 total=123</c>.</summary>
    private static double? Stalled(ReadOnlySpan<char> text)
    {
        const string Total = "total=";
        foreach (var range in text.Split('\n'))
        {
            var line = text[range];
            if (line.StartsWith("some ", StringComparison.Ordinal) && line.IndexOf(Total, StringComparison.Ordinal) is >= 0 and var at)
                return Number(line[(at + Total.Length)..]);
        }

        return null;
    }

    private static double? Pages(ReadOnlySpan<char> text)
    {
        double? pages = null;
        foreach (var range in text.Split('\n'))
        {
            var line = text[range];
            if (line.StartsWith("pswpin ", StringComparison.Ordinal) || line.StartsWith("pswpout ", StringComparison.Ordinal))
                pages = (pages ?? 0) + (Number(line[(line.IndexOf(' ') + 1)..]) ?? 0);
        }

        return pages;
    }

    private static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
