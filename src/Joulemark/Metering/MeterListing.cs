using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>What <c>joulemark meters</c> tells.</summary>
/// <param name="Auto">The boundary that <c>auto</c> takes here.</param>
/// <param name="Boundaries">Every boundary that can be had here.</param>
/// <param name="Channels">Channels found.</param>
/// <param name="Missing">What was not found, with reason and remedy.</param>
internal sealed record MeterListing(
    Boundary? Auto, IReadOnlyList<Boundary> Boundaries, IReadOnlyList<Channel> Channels, IReadOnlyList<MissingMeter> Missing)
{
    public static MeterListing From(MeterSet meters) => new(
        LedgerBuilder.Build(Boundary.Auto, meters.Channels, meters.Missing, out _)?.Boundary, LedgerBuilder.Available(meters.Channels, meters.Missing), meters.Channels, meters.Missing);
}
