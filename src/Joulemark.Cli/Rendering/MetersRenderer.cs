using System.Globalization;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The listing of <c>joulemark meters</c>.</summary>
internal static class MetersRenderer
{
    public static void Print(MeterListing listing)
    {
        var console = Terminal.For();
        WriteChannels(console, listing);
        foreach (var device in listing.Channels.Where(c => c.Reading == ReadingKind.Indicator).GroupBy(c => (c.Node, c.Source, c.Part, c.Device)))
            console.WriteLine($"recorded beside, never counted: {string.Join(", ", device.Select(c => $"{c.Name} ({c.Unit})"))}");
        console.WriteLine(listing.Auto is { } auto
            ? $"boundaries here: {string.Join(", ", listing.Boundaries.Select(RecordNames.Of))}; auto is {RecordNames.Of(auto)}, which counts {string.Join(" + ", listing.Counted)}"
            : "boundaries here: none as it stands, because a part that is there cannot be read");
        foreach (var missing in listing.Missing)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[yellow]not found[/] {missing.What} ({missing.Source}): {missing.Reason}");
            console.WriteLine($"    {missing.Remedy}");
        }

        console.WriteLine();
        console.WriteLine(Next(listing));
    }

    private static void WriteChannels(IAnsiConsole console, MeterListing listing)
    {
        var energies = listing.Channels.Where(c => c.Reading != ReadingKind.Indicator).ToList();
        FittedColumn Column(string heading, Func<Channel, string> cell) => FittedColumn.Words(heading, energies, cell);
        FittedTable.Whole(
        [
            Column("channel", c => c.Name),
        ],
        [
            Column("counted", c => listing.Counted.Contains(c.Name, StringComparer.Ordinal) ? "yes" : ""),
            Column("source", c => c.Source),
            Column("covers", c => RecordNames.Of(c.Part) + (c.CrossCheck ? " (cross-check)" : "")),
            Column("provenance", c => RecordNames.Of(c.Provenance)),
            Column("unit", c => c.Reading == ReadingKind.EnergyCounter ? "J" : "W"),
            Column("updates every", c => Updates(c, listing)),
            Column("uncertainty", c => string.Create(CultureInfo.InvariantCulture, $"± {c.GainUncertainty * 100:0.#} %")),
            Column("what it is", c => c.Description ?? ""),
        ], console, Terminal.WidthOf(console, Terminal.Endless));
    }

    /// <summary>The update period as it was just seen, else as it is documented.</summary>
    private static string Updates(Channel channel, MeterListing listing)
    {
        if (listing.Calibrations.FirstOrDefault(c => c.Channel == channel.Name) is { UpdatePeriodSeconds: { } seen } calibration)
            return calibration.AtMost ? $"≤ {Figures.Scaled(seen, "s")} (seen)" : $"{Figures.Scaled(seen, "s")} (seen)";
        return channel.UpdatePeriodSeconds is { } period ? Figures.Scaled(period, "s") : "unknown";
    }

    /// <summary>What a newcomer does now.</summary>
    private static string Next(MeterListing listing) => listing.Auto switch
    {
        null when listing.Channels.FirstOrDefault(c => c is { Part: MachinePart.Gpu, CrossCheck: false, Node: null } && c.Reading != ReadingKind.Indicator) is { } board =>
            $"next: follow a remedy above, or measure the boards that can be read alone: joulemark measure --gpus {board.Device} -- sleep 5",
        Boundary.Process or null => "next: every joule here would be a model's. Follow a remedy above, or name a source that sees this machine's power"
            + " (--meter http://node-exporter:9100/metrics, redfish+https://bmc, ptd://analyzer); then: joulemark measure -- sleep 5",
        Boundary.Gpu => "next: joulemark measure -- sleep 5. CPU and memory are not in that figure: the remedies above say how to get them too",
        Boundary.Components => "next: joulemark measure -- sleep 5. Fans, disks and power supplies are not in that figure: --meter redfish+https://bmc or ptd://analyzer reads the whole node",
        _ => "next: joulemark measure -- sleep 5",
    };
}
