using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>The GPUs of this machine whose joules are in a configuration's figures, and what explains those joules: clocks, limits, temperatures.</summary>
/// <param name="channels">The run's channels.</param>
/// <param name="indicators">Samples of the indicators, by channel.</param>
internal sealed class WatchedBoards(IReadOnlyList<Channel> channels, IReadOnlyDictionary<string, ChannelSeries> indicators)
{
    private static readonly HashSet<string> Used = new(StringComparer.Ordinal)
    {
        ClockReasons, GraphicsClock, PowerLimit, Temperature, "sync-boost-violation", "thermal-violation", "board-limit-violation", "reliability-violation",
    };

    public const string ClockReasons = "clock-event-reasons";
    public const string GraphicsClock = "graphics-clock";
    public const string PowerLimit = "power-limit";
    public const string Temperature = "temperature";

    /// <summary>From a run's samples, of which those are kept that a check uses.</summary>
    public static WatchedBoards Of(RunRecord run)
    {
        var watched = run.Machine.Channels.Where(c => c is { Reading: ReadingKind.Indicator, Node: null } && Used.Contains(KindOf(c)))
            .DistinctBy(c => c.Name, StringComparer.Ordinal);
        return new WatchedBoards(run.Machine.Channels, ChannelSeries.Of(watched, run.Samples));
    }

    /// <summary>Numbers of the boards that a configuration's figures hold; none where they are another machine's.</summary>
    public IReadOnlyList<int> CountedIn(ConfigurationEvidence evidence)
    {
        if (evidence.Header.Node is not null || evidence.Ledger is not { } ledger)
            return [];
        var boards = channels.Where(c => c is { Part: MachinePart.Gpu or MachinePart.GpuModule or MachinePart.GpuMemory, Node: null });
        if (ledger.Boundary != Boundary.Node) // which holds them all
        {
            // Counted by an exporter, say, and watched by the driver: they are one by the identity of the device.
            var counted = ledger.Counted.ToHashSet(StringComparer.Ordinal);
            var own = boards.Where(c => counted.Contains(c.Name)).ToList();
            boards = boards.Where(b => own.Exists(c => c.DeviceId is not null && b.DeviceId is not null ? c.DeviceId == b.DeviceId : c.Device == b.Device));
        }

        return [.. boards.Select(b => b.Device).Distinct().Order()];
    }

    /// <summary>
    /// Numbers of NVIDIA's boards whose joules are counted, in the boundary that picks boards; null in those that count the
    /// parts of the machine, whoever uses them.
    /// </summary>
    public static IReadOnlyList<int>? Picked(IReadOnlyList<Channel> channels, Ledger? ledger) => ledger?.Boundary == Boundary.Gpu ? CountedOfDriver(channels, ledger) : null;

    /// <summary>Numbers of NVIDIA's boards whose joules are counted, in whatever boundary, and by whatever source.</summary>
    public static IReadOnlyList<int> CountedOfDriver(IReadOnlyList<Channel> channels, Ledger ledger)
    {
        var names = ledger.Counted.ToHashSet(StringComparer.Ordinal);
        var counted = channels.Where(c => names.Contains(c.Name)).ToList();
        return [.. OfDriver(channels).Where(b => counted.Exists(c => c.DeviceId is not null && b.DeviceId is not null ? c.DeviceId == b.DeviceId : c.Device == b.Device && c.Source == b.Source)).Select(b => b.Device).Distinct().Order()];
    }

    /// <summary>The same of a configuration; null as well where the joules are another machine's, or nobody's.</summary>
    public IReadOnlyList<int>? PickedIn(ConfigurationEvidence evidence) =>
        evidence.Header.Node is not null || evidence.ServerIsElsewhere ? null : Picked(channels, evidence.Ledger);

    /// <summary>Channels of this machine's boards as NVIDIA's driver numbers them.</summary>
    public static IEnumerable<Channel> OfDriver(IReadOnlyList<Channel> channels) =>
        channels.Where(c => c is { Source: "nvml", Node: null, Part: MachinePart.Gpu or MachinePart.GpuModule or MachinePart.GpuMemory });

    /// <summary>Samples of one board's indicator; null where it has none.</summary>
    public ChannelSeries? Series(int board, string kind) => indicators.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"gpu{board}-{kind}"));

    /// <summary>
    /// The samples of a window, each with the seconds of it that it stands for: halfway to the sample before and after. One
    /// from before the window stands for its beginning.
    /// </summary>
    public static IEnumerable<(double Offset, double Seconds, double Value)> In(ChannelSeries series, WindowRecord window)
    {
        var (start, end) = (window.Start.Nanoseconds, window.End.Nanoseconds);
        var first = Math.Max(0, series.LastAtOrBefore(window.Start));
        for (var i = first; i < series.Count; i++)
        {
            var from = i > first ? (series.Time(i - 1).Nanoseconds + series.Time(i).Nanoseconds) / 2 : start;
            var to = i + 1 < series.Count ? (series.Time(i).Nanoseconds + series.Time(i + 1).Nanoseconds) / 2 : end;
            if (from >= end)
                yield break;
            (from, to) = (Math.Max(from, start), Math.Min(to, end));
            if (to > from && series.Reading(i) is { } value)
                yield return ((from - start) / 1e9, (to - from) / 1e9, value);
        }
    }

    /// <summary>Share of a window, of what is known of it, in which an indicator had any of some bits; null where nothing is known.</summary>
    public static double? ShareWith(ChannelSeries series, WindowRecord window, long bits)
    {
        var (with, all) = (0.0, 0.0);
        foreach (var (_, seconds, value) in In(series, window))
        {
            with += ((long)value & bits) != 0 ? seconds : 0;
            all += seconds;
        }

        return all > 0 ? with / all : null;
    }

    /// <summary>The samples that were taken inside a window.</summary>
    public static IEnumerable<(double Offset, double Value)> Inside(ChannelSeries series, WindowRecord window)
    {
        for (var i = Math.Max(0, series.LastAtOrBefore(window.Start)); i < series.Count && series.Time(i) <= window.End; i++)
        {
            if (series.Time(i) >= window.Start && series.Reading(i) is { } value)
                yield return ((series.Time(i) - window.Start).TotalSeconds, value);
        }
    }

    private static string KindOf(Channel channel) => channel.Name.IndexOf('-', StringComparison.Ordinal) is >= 0 and var at ? channel.Name[(at + 1)..] : "";
}
