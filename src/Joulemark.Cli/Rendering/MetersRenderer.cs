using System.Globalization;
using Joulemark.Metering;
using Joulemark.Records;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The listing of <c>joulemark meters</c>.</summary>
internal static class MetersRenderer
{
    private const int WideEnoughForATable = 140;

    public static void Print(MeterListing listing)
    {
        var console = Terminal.For();
        var energies = listing.Channels.Where(c => c.Reading != ReadingKind.Indicator).ToList();
        if (console.Profile.Width >= WideEnoughForATable)
            console.Write(Table(console, listing, energies));
        else
            energies.ForEach(c => console.WriteLine(Line(c, listing)));
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

    private static Table Table(IAnsiConsole console, MeterListing listing, List<Channel> energies)
    {
        var table = new Table().Border(Terminal.Border(console));
        foreach (var heading in (string[])["channel", "counted", "source", "covers", "provenance", "unit", "updates every", "uncertainty", "what it is"])
            table.AddColumn(heading);
        foreach (var channel in energies)
        {
            table.AddRow(
                Markup.Escape(channel.Name), listing.Counted.Contains(channel.Name, StringComparer.Ordinal) ? "yes" : "", channel.Source,
                RecordNames.Of(channel.Part) + (channel.CrossCheck ? " (cross-check)" : ""), RecordNames.Of(channel.Provenance),
                channel.Reading == ReadingKind.EnergyCounter ? "J" : "W", Markup.Escape(Updates(channel, listing)),
                string.Create(CultureInfo.InvariantCulture, $"± {channel.GainUncertainty * 100:0.#} %"),
                Markup.Escape(channel.Description ?? ""));
        }

        return table;
    }

    /// <summary>What a row of the table says, for a terminal too narrow for it.</summary>
    private static string Line(Channel channel, MeterListing listing) => string.Create(CultureInfo.InvariantCulture,
        $"{channel.Name}{(listing.Counted.Contains(channel.Name, StringComparer.Ordinal) ? ", counted" : "")}: {RecordNames.Of(channel.Part)}{(channel.CrossCheck ? " (cross-check)" : "")} by {channel.Source}, {RecordNames.Of(channel.Provenance)}, every {Updates(channel, listing)}, ± {channel.GainUncertainty * 100:0.#} %\n    {channel.Description}");

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
