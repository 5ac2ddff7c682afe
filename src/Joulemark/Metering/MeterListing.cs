using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>What <c>joulemark meters</c> tells.</summary>
/// <param name="Auto">The boundary that <c>auto</c> takes here.</param>
/// <param name="Boundaries">Every boundary that can be had here.</param>
/// <param name="Counted">Names of the channels that the automatic boundary counts.</param>
/// <param name="Channels">Channels found.</param>
/// <param name="Calibrations">How their sensors were seen to behave just now.</param>
/// <param name="Missing">What was not found, with reason and remedy.</param>
internal sealed record MeterListing(
    Boundary? Auto,
    IReadOnlyList<Boundary> Boundaries,
    IReadOnlyList<string> Counted,
    IReadOnlyList<Channel> Channels,
    IReadOnlyList<ChannelCalibration> Calibrations,
    IReadOnlyList<MissingMeter> Missing)
{
    public static MeterListing From(MeterSet meters, IReadOnlyList<ChannelCalibration> calibrations)
    {
        var ledger = LedgerBuilder.Build(Boundary.Auto, meters.Channels, meters.Missing, out _);
        return new MeterListing(
            ledger?.Boundary, LedgerBuilder.Available(meters.Channels, meters.Missing), [.. ledger?.Counted ?? []], meters.Channels, calibrations, meters.Missing);
    }
}
