using System.Globalization;
using Joulemark.Metering;
using Joulemark.Records;
using Joulemark.Reporting;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The listing of <c>joulemark meters</c>.</summary>
internal static class MetersRenderer
{
    public static void Print(MeterListing listing)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
            console.Profile.Width = 160;
        var table = new Table().Border(Console.IsOutputRedirected ? TableBorder.Ascii2 : TableBorder.Rounded);
        foreach (var heading in (string[])["channel", "source", "covers", "provenance", "unit", "updates every", "uncertainty", "what it is"])
            table.AddColumn(heading);
        foreach (var channel in listing.Channels)
        {
            table.AddRow(
                channel.Name, channel.Source, RecordNames.Of(channel.Part) + (channel.CrossCheck ? " (cross-check)" : ""), RecordNames.Of(channel.Provenance),
                channel.Reading == ReadingKind.EnergyCounter ? "J" : "W",
                channel.UpdatePeriodSeconds is { } period ? Figures.Scaled(period, "s") : "unknown",
                string.Create(CultureInfo.InvariantCulture, $"± {channel.GainUncertainty * 100:0.#} %"),
                Markup.Escape(channel.Description ?? ""));
        }

        console.Write(table);
        console.WriteLine($"boundaries here: {string.Join(", ", listing.Boundaries.Select(RecordNames.Of))}; auto is {(listing.Auto is { } auto ? RecordNames.Of(auto) : "none")}");
        foreach (var missing in listing.Missing)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[yellow]not found[/] {missing.What} ({missing.Source}): {missing.Reason}");
            console.WriteLine($"    {missing.Remedy}");
        }
    }
}
