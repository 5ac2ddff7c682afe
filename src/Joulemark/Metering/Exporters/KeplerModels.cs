using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>Kepler before 0.10 says on <c>kepler_node_info</c> where its joules come from: those of a model are marked so.</summary>
internal static class KeplerModels
{
    public static IReadOnlyList<MappedChannel> Mark(IReadOnlyList<MappedChannel> channels, ILookup<string, MetricSample> page)
    {
        var info = page["kepler_node_info"].FirstOrDefault()?.Labels;
        return info is null ? channels : [.. channels.Select(c => Mark(c, info))];
    }

    private static MappedChannel Mark(MappedChannel channel, IReadOnlyDictionary<string, string> info)
    {
        if (channel.Rule.Exporter != "kepler" || channel.Channel.Part == MachinePart.Gpu)
            return channel;
        var source = info.GetValueOrDefault(channel.Channel.Part == MachinePart.Node ? "platform_power_source" : "components_power_source") ?? "";
        return source.Contains("estimator", StringComparison.Ordinal) || source.Contains("model", StringComparison.Ordinal)
            ? channel with { Channel = channel.Channel with { Provenance = Provenance.Modelled, Description = $"{channel.Channel.Description}; here it models ({source})" } }
            : channel;
    }
}
