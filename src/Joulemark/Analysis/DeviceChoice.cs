using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// Chooses one channel per device of a part, however many sources read it, so that no joule is counted twice. Measured
/// before modelled and never both. Where every channel names its device by an identity that all sources give alike, each
/// device gets the best of its own; else the source that sees more devices goes first, then the better provenance, then the
/// earlier provider.
/// </summary>
internal static class DeviceChoice
{
    /// <summary>The channels to count of a part.</summary>
    /// <param name="channels">Energy channels of one node, cross-checks left out, in the order of their providers.</param>
    /// <param name="part">The part.</param>
    /// <param name="allowModel">Whether an estimate will do where nothing is measured.</param>
    public static List<Channel> Of(IReadOnlyList<Channel> channels, MachinePart part, bool allowModel)
    {
        var ofPart = channels.Where(c => c.Part == part).ToList();
        var candidates = ofPart.Exists(IsMeasured) ? ofPart.FindAll(IsMeasured) : allowModel ? ofPart : [];
        if (candidates.TrueForAll(c => c.DeviceId is not null))
        {
            // Every source says which device it reads: each gets its best, counter before power, in the order of the providers.
            return [.. candidates.GroupBy(c => c.DeviceId, StringComparer.Ordinal).Select(g => g.OrderBy(c => c.Provenance).First())];
        }

        var sources = candidates.GroupBy(c => c.Source, StringComparer.Ordinal)
            .OrderByDescending(s => s.Select(Containment.DeviceOf).Distinct(StringComparer.Ordinal).Count())
            .ThenBy(s => s.Min(c => c.Provenance))
            .ToList(); // the sort is stable: providers stay in their order
        var chosen = new List<Channel>();
        foreach (var source in sources)
        {
            foreach (var channel in source.OrderBy(c => c.Provenance))
            {
                if (IsAnother(channel, chosen))
                    chosen.Add(channel);
            }
        }

        return chosen;
    }

    public static bool IsMeasured(Channel channel) => channel.Provenance != Provenance.Modelled;

    /// <summary>
    /// True for a device that none of the chosen channels reads. Between sources that can be told for boards alone, and
    /// only where both name the device by an identity that every source gives alike.
    /// </summary>
    private static bool IsAnother(Channel channel, List<Channel> chosen) => chosen.TrueForAll(c => c.Source == channel.Source
        ? Containment.DeviceOf(c) != Containment.DeviceOf(channel)
        : channel is { Part: MachinePart.Gpu or MachinePart.GpuModule, DeviceId: { } id } && c.DeviceId is { } other && id != other);
}
