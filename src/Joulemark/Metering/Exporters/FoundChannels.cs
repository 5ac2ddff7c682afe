using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>Which channels a page of samples offers, by the user's map and by <see cref="KnownMetrics"/>.</summary>
internal sealed class FoundChannels
{
    private readonly MeterSource _source;
    private readonly string _kind;
    private readonly double _readEvery;
    private readonly ISet<string> _taken;
    private readonly List<MappedChannel> _channels = [];
    private readonly List<UnusableSeries> _unusable = [];
    private readonly Dictionary<(MachinePart Part, ReadingKind Reading), int> _mapped = [];

    private FoundChannels(MeterSource source, string kind, double readEvery, ISet<string> taken)
    {
        _source = source;
        _kind = kind;
        _readEvery = readEvery;
        _taken = taken;
    }

    /// <summary>Looks through a page.</summary>
    /// <param name="source">The source as the user named it.</param>
    /// <param name="kind">Name of the provider.</param>
    /// <param name="readEvery">Seconds between readings.</param>
    /// <param name="page">Every sample of the page.</param>
    /// <param name="taken">Names that other sources have taken; those of the channels found are added.</param>
    /// <param name="unusable">What the page names and cannot be used.</param>
    public static IReadOnlyList<MappedChannel> In(MeterSource source, string kind, double readEvery, IReadOnlyList<MetricSample> page, ISet<string> taken, out IReadOnlyList<UnusableSeries> unusable)
    {
        var found = new FoundChannels(source, kind, readEvery, taken);
        var samples = RaplLabels.Add(page).ToLookup(s => s.Name, StringComparer.Ordinal);
        foreach (var rule in Rules(source))
            found.Add(rule, ChannelMap.Names(rule).SelectMany(n => samples[n]));
        unusable = found._unusable;
        return KeplerModels.Mark(found.Whole(), samples);
    }

    /// <summary>The channels; of a node that the user maps by several feeds and one cannot be read, the others are no sum of it.</summary>
    private List<MappedChannel> Whole() => !_unusable.Exists(u => u.Rule.IsUsers && u.Missing.Part == MachinePart.Node) ? _channels
        : _channels.ConvertAll(c => c.Rule.IsUsers && c.Channel.Part == MachinePart.Node ? c with { Channel = c.Channel with { CrossCheck = true } } : c);

    /// <summary>The user's mappings, and what is known of the metrics that the user did not map.</summary>
    public static IEnumerable<MetricRule> Rules(MeterSource source)
    {
        var mapped = source.Map.Select(m => m.Metric).ToHashSet(StringComparer.Ordinal);
        return source.Map.Select(m => new MetricRule("map", m) { IsUsers = true })
            .Concat(KnownMetrics.All.Where(r => !ChannelMap.Names(r).Any(mapped.Contains)));
    }

    private void Add(MetricRule rule, IEnumerable<MetricSample> samples)
    {
        var devices = samples.Select(s => (Key: rule.Match(s), Sample: s)).Where(s => s.Key is not null).GroupBy(s => s.Key!, s => s.Sample, StringComparer.Ordinal).ToList();
        if (devices.Count == 0 && rule.IsUsers)
        {
            AddUnusable(rule, 0, null, $"no series matches '{rule.Mapping.Metric}'{(rule.Mapping.Labels.Count > 0 ? " with the labels of the map" : "")} and the labels in '{rule.Mapping.Channel}'",
                "Look the metric and its labels up on the page itself, and correct the map.");
        }

        // What the user maps by several entries are several devices of the part: two outlets that feed one machine.
        var first = rule.IsUsers && !rule.Mapping.CrossCheck ? _mapped.GetValueOrDefault((rule.Mapping.Part, rule.Mapping.Reading)) : 0;
        for (var i = 0; i < devices.Count; i++)
            Add(rule, devices[i].Key, [.. devices[i]], ordinal: first + i);
        if (rule.IsUsers && !rule.Mapping.CrossCheck)
            _mapped[(rule.Mapping.Part, rule.Mapping.Reading)] = first + devices.Count;
    }

    private void Add(MetricRule rule, string key, List<MetricSample> series, int ordinal)
    {
        var mapping = rule.Mapping;
        var id = mapping.DeviceIdLabel is { } label ? DeviceIdentity.Canonical(series[0].Labels.GetValueOrDefault(label)) : null;
        var device = mapping.DeviceLabel is { } number && int.TryParse(series[0].Labels.GetValueOrDefault(number), CultureInfo.InvariantCulture, out var index) ? index : ordinal;
        if (!rule.Sums && series.Exists(s => !s.Value.Equals(series[0].Value)))
        {
            AddUnusable(rule, device, id, $"{series.Count} series with different values would be one channel '{key}': {string.Join(", ", series.Take(4).Select(s => s.Series))}",
                "Tell them apart in the map of a meter file: with 'labels', or with {label} in 'channel'.");
        }
        else if (series.Exists(s => Readings.Clean(s.Value, rule) is null))
        {
            AddUnusable(rule, device, id, $"{series[0].Series} has no value now, or one that the device cannot have: {series[0].Value}",
                "Check the exporter's own log: the device may not support the metric. Where the device can draw more, map the metric with 'max-power'.");
        }
        else
        {
            _channels.Add(new MappedChannel(Describe(rule, key, series[0], device, id), rule, key, rule.Sums ? series : series[..1]));
        }
    }

    private Channel Describe(MetricRule rule, string key, MetricSample sample, int device, string? id)
    {
        var mapping = rule.Mapping;
        var counter = mapping.Reading == ReadingKind.EnergyCounter;
        return new Channel
        {
            Name = ChannelName.Take(_taken, _source.Node, rule.IsUsers ? key : _kind == ExporterMeterProvider.Kind ? $"{rule.Exporter}-{key}" : $"{_kind}-{rule.Exporter}-{key}"),
            Node = _source.Node,
            Source = _kind,
            Part = mapping.Part,
            Provenance = rule.Provenance ?? (counter ? Provenance.Counter : Provenance.Integrated),
            Reading = mapping.Reading,
            Device = device,
            DeviceId = id,
            Description = $"{sample.Name} at {_source.Url.Authority}{(Model(sample) is { } model ? $", {model}" : "")}{(rule.Note is { } note ? $"; {note}" : "")}",
            UpdatePeriodSeconds = rule.UpdateSeconds,
            ReadEverySeconds = _readEvery,
            MaxPower = mapping.MaxPower,
            GainUncertainty = mapping.Gain ?? UnstatedGain,
            GainSource = rule.GainSource ?? (mapping.Gain is null ? "not stated: say it with 'gain' in the map" : "as the user states it"),

            // The rules are in order, the best first: what a device's counter says is not counted again by its power.
            CrossCheck = mapping.CrossCheck || mapping.Part == MachinePart.Other || (!rule.IsUsers && _channels.Exists(c => !c.Rule.IsUsers && c.Rule.Exporter == rule.Exporter
                && c.Channel.Part == mapping.Part && c.Channel.Device == device && c.Channel.DeviceId == id)),
        };
    }

    /// <summary>For meters whose maker's bound nobody has stated; wider than that of any meter known to us.</summary>
    private const double UnstatedGain = 0.1;

    private static string? Model(MetricSample sample) =>
        sample.Labels.GetValueOrDefault("modelName") ?? sample.Labels.GetValueOrDefault("card_model") ?? sample.Labels.GetValueOrDefault("dev_name");

    /// <summary>The device is there: a boundary that holds its part is not whole without it.</summary>
    private void AddUnusable(MetricRule rule, int device, string? id, FormattableString reason, string remedy) =>
        _unusable.Add(new UnusableSeries(rule, device, new MissingMeter(_kind, $"{rule.Mapping.Metric} at {_source.Url.Authority}", FormattableString.Invariant(reason), remedy)
        {
            Part = rule.Mapping.CrossCheck || rule.Mapping.Part == MachinePart.Other ? null : rule.Mapping.Part,
            Node = _source.Node,
            DeviceId = id,
        }));
}
