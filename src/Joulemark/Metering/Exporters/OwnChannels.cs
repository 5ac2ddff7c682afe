using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>Rebuilds the channels of another Joulemark from its page, whole.</summary>
internal static class OwnChannels
{
    /// <summary>True for a page of <c>joulemark meters --serve</c>.</summary>
    public static bool Are(IEnumerable<MetricSample> page) => page.Any(s => s.Name == OwnMetrics.Info);

    /// <summary>Looks through a page.</summary>
    public static IReadOnlyList<MappedChannel> In(MeterSource source, string prefix, double readEvery, IReadOnlyList<MetricSample> page, ISet<string> taken)
    {
        var values = page.Where(s => s.Name is OwnMetrics.Energy or OwnMetrics.Power or OwnMetrics.Indicator)
            .Select(s => (s.Name, Channel: s.Labels.GetValueOrDefault("channel"))).ToHashSet();
        var found = new List<MappedChannel>();
        foreach (var info in page.Where(s => s.Name == OwnMetrics.Info))
        {
            if (Describe(source, prefix, readEvery, info.Labels, taken) is not { } channel || !info.Labels.TryGetValue("channel", out var name))
                continue;
            var metric = channel.Reading == ReadingKind.Indicator ? OwnMetrics.Indicator : OwnMetrics.Energy;
            if (values.Contains((metric, name)))
                found.Add(new MappedChannel(channel, Rule(metric, name, channel), name, [info]));
        }

        return found;
    }

    /// <summary>The machines that pages of Joulemark describe: it looks for every part itself, and says what it cannot read.</summary>
    public static IReadOnlyList<string?> Described(IEnumerable<MappedChannel> channels) =>
        [.. channels.Where(c => c.Series[0].Name == OwnMetrics.Info).Select(c => c.Channel.Node).Distinct(StringComparer.Ordinal)];

    /// <summary>What the other machine has and cannot read: without it, a boundary there would seem whole.</summary>
    public static IReadOnlyList<MissingMeter> Missing(MeterSource source, string kind, IReadOnlyList<MetricSample> page) =>
        [.. page.Where(s => s.Name == OwnMetrics.Missing).Select(s => s.Labels).Select(l => new MissingMeter(
            kind, $"{l.GetValueOrDefault("what")} at {source.Url.Authority}", l.GetValueOrDefault("reason") ?? "", l.GetValueOrDefault("remedy") ?? "")
        {
            Part = Find<MachinePart>(l.GetValueOrDefault("part"), RecordNames.Of),
            Node = l.GetValueOrDefault("node") ?? source.Node,
            DeviceId = l.GetValueOrDefault("device_id"),
        })];

    private static MetricRule Rule(string metric, string name, Channel channel) => new("joulemark", new MetricMapping
    {
        Metric = metric,
        Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["channel"] = name },
        Channel = name,
        Part = channel.Part,
        Reading = channel.Reading,
        Scale = 1,
        MaxPower = channel.MaxPower,
    });

    private static Channel? Describe(MeterSource source, string prefix, double readEvery, IReadOnlyDictionary<string, string> labels, ISet<string> taken)
    {
        string? Text(string key) => labels.TryGetValue(key, out var value) && value.Length > 0 ? value : null;
        double? Number(string key) => double.TryParse(Text(key), CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

        // A part or a kind of a later version: no channel is better than one of unknown meaning.
        if (Text("channel") is not { } name || Find<MachinePart>(Text("part"), RecordNames.Of) is not { } part
            || Find<Provenance>(Text("provenance"), RecordNames.Of) is not { } provenance || part is MachinePart.ProcessCpu or MachinePart.ProcessDram)
            return null;
        var sampled = Text("reading") is "power" ? Number("sampled_every_s") : null;
        return new Channel
        {
            Name = Text("node") is null ? ChannelName.Take(taken, source.Node, source.Node is null ? $"{prefix}-{name}" : name) : ChannelName.Take(taken, null, name),
            Node = Text("node") ?? source.Node,
            Source = ExporterMeterProvider.Kind,
            Part = part,
            Provenance = provenance,
            Reading = Text("reading") is "indicator" ? ReadingKind.Indicator : ReadingKind.EnergyCounter,
            Device = (int)(Number("device") ?? 0),
            DeviceId = Text("device_id"),
            Unit = Text("unit"),
            Description = $"{Text("description") ?? name}; {Text("source") ?? "unknown source"} by Joulemark at {source.Url.Authority}{(sampled is null ? "" : ", which sums the watts up")}",
            UpdatePeriodSeconds = Math.Max(Number("update_period_s") ?? 0, Number("sampled_every_s") ?? 0) is var period and > 0 ? period : null,
            ReadEverySeconds = readEvery,
            Resolution = Text("reading") is "power" ? null : Number("resolution"),
            AveragingSeconds = Number("averaging_s"),
            MaxPower = Number("max_power_w") is { } most ? new Power(most) : null,
            GainUncertainty = Number("gain") ?? 0,
            GainSource = Text("gain_source"),
            CrossCheck = Text("cross_check") is "true",
            IncludesDram = Text("includes_dram") is "true",
        };
    }

    private static T? Find<T>(string? name, Func<T, string> nameOf)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (nameOf(value) == name)
                return value;
        }

        return null;
    }
}
