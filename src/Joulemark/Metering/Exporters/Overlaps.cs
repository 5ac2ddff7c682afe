using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>
/// Keeps a part from being counted twice where several exporters publish it, or several sources on one page: node_exporter
/// and Kepler both have the CPU's joules, and Kepler does not say whose. Of such a part one exporter is counted, and the
/// others are cross-checks. Boards that all sources name by their identity need no choice here.
/// </summary>
internal static class Overlaps
{
    /// <summary>The channels, cross-checks marked.</summary>
    /// <param name="channels">Every channel of the provider, in the user's order.</param>
    /// <param name="publisher">Who publishes a channel.</param>
    public static IReadOnlyList<MappedChannel> Mark(IReadOnlyList<MappedChannel> channels, Func<MappedChannel, string> publisher)
    {
        var checks = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in channels.Where(c => !c.Channel.CrossCheck && c.Channel.Reading != ReadingKind.Indicator).GroupBy(c => (c.Channel.Node, c.Channel.Part)))
        {
            var publishers = part.GroupBy(publisher, StringComparer.Ordinal).ToList();
            if (publishers.Count < 2 || (part.Key.Part is MachinePart.Gpu or MachinePart.GpuModule && part.All(c => c.Channel.DeviceId is not null)))
                continue;

            // What the user maps by hand, then what is measured; then who sees more devices, counters first.
            var others = publishers
                .OrderByDescending(p => p.Any(c => c.Rule.IsUsers))
                .ThenByDescending(p => p.Any(c => DeviceChoice.IsMeasured(c.Channel)))
                .ThenByDescending(p => p.Select(c => Containment.DeviceOf(c.Channel)).Distinct(StringComparer.Ordinal).Count())
                .ThenBy(p => p.Min(c => c.Channel.Provenance))
                .Skip(1);
            checks.UnionWith(others.SelectMany(p => p).Select(c => c.Channel.Name));
        }

        return [.. channels.Select(c => checks.Contains(c.Channel.Name) ? c with { Channel = c.Channel with { CrossCheck = true } } : c)];
    }

    /// <summary>Who publishes a channel on a page: an exporter, or another Joulemark's own source.</summary>
    public static string PublisherOf(MappedChannel mapped) =>
        mapped.Series[0].Name == OwnMetrics.Info ? $"joulemark/{mapped.Series[0].Labels.GetValueOrDefault("source")}" : mapped.Rule.Exporter;
}
