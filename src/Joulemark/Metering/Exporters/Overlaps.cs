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
    /// <summary>Each source's channels, in the same order, cross-checks marked.</summary>
    /// <param name="sources">Every source of the provider with its channels, in the user's order: several may tell of one machine.</param>
    public static IReadOnlyList<IReadOnlyList<MappedChannel>> Mark(IReadOnlyList<(MeterSource Source, IReadOnlyList<MappedChannel> Channels)> sources)
    {
        var channels = sources.SelectMany(s => s.Channels.Select(c => (c.Channel, c.Rule, Publisher: $"{s.Source.Url} {PublisherOf(c)}"))).ToList();
        var checks = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in channels.Where(c => !c.Channel.CrossCheck && c.Channel.Reading != ReadingKind.Indicator).GroupBy(c => (c.Channel.Node, c.Channel.Part)))
        {
            var publishers = part.GroupBy(c => c.Publisher, StringComparer.Ordinal).ToList();
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

        return [.. sources.Select(s => (IReadOnlyList<MappedChannel>)
            [.. s.Channels.Select(c => checks.Contains(c.Channel.Name) ? c with { Channel = c.Channel with { CrossCheck = true } } : c)])];
    }

    /// <summary>Who publishes a channel on a page: an exporter, or another Joulemark's own source.</summary>
    private static string PublisherOf(MappedChannel mapped) =>
        mapped.Series[0].Name == OwnMetrics.Info ? $"joulemark/{mapped.Series[0].Labels.GetValueOrDefault("source")}" : mapped.Rule.Exporter;
}
