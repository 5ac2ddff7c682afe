using System.Globalization;
using System.Text;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>Keeps the last sample of each channel, and writes them as an OpenMetrics page that another Joulemark rebuilds the channels from.</summary>
internal sealed class MetersPublisher
{
    public const string ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private readonly MonotonicClock _clock;
    private readonly Dictionary<string, PublishedChannel> _channels;
    private readonly IReadOnlyList<MissingMeter> _missing;
    private readonly Lock _lock = new();

    /// <param name="channels">What is published.</param>
    /// <param name="missing">What cannot be read, so that nobody takes the rest for all there is.</param>
    /// <param name="clock">The clock of the samples.</param>
    /// <param name="rate">Samples a second, of channels without a pace of their own.</param>
    public MetersPublisher(IEnumerable<Channel> channels, IReadOnlyList<MissingMeter> missing, MonotonicClock clock, double rate)
    {
        _clock = clock;
        _missing = missing;
        _channels = channels.ToDictionary(c => c.Name, c => new PublishedChannel(c, c.ReadEverySeconds ?? 1 / rate), StringComparer.Ordinal);
    }

    /// <summary>True once some channel gives something.</summary>
    public bool HasReadings
    {
        get
        {
            lock (_lock)
                return _channels.Values.Any(c => c.Time is not null);
        }
    }

    /// <summary>Takes a sample; from any thread.</summary>
    public void Record(MeterSample sample)
    {
        lock (_lock)
        {
            if (_channels.TryGetValue(sample.Channel, out var channel))
                channel.Add(sample.Time, sample.Reading);
        }
    }

    /// <summary>Writes the page. What cannot be read now is left out of it.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        lock (_lock)
        {
            WriteInfo(text);
            WriteMissing(text);
            Family(text, OwnMetrics.Energy, "counter", "joules", "Energy since the exporter began, or since it lost track of it.",
                c => c.Reading != ReadingKind.Indicator, c => c.Joules);
            Family(text, OwnMetrics.Power, "gauge", "watts", "Power, of channels that read powers.", c => c.Reading == ReadingKind.Power, c => c.Reading);
            Family(text, OwnMetrics.Indicator, "gauge", null, "Readings that are no energy; the unit is in the channel's info.", c => c.Reading == ReadingKind.Indicator, c => c.Reading);

            // Read last, so that the time is of the answer rather than of its making.
            text.Append("# TYPE ").Append(OwnMetrics.Clock).Append(" gauge\n# UNIT ").Append(OwnMetrics.Clock).Append(" seconds\n# HELP ").Append(OwnMetrics.Clock)
                .Append(" The clock of the samples' times, at this answer.\n").Append(OwnMetrics.Clock).Append(' ').Append(Unix(_clock.Now)).Append("\n# EOF\n");
        }

        return text.ToString();
    }

    private void WriteInfo(StringBuilder text)
    {
        text.Append("# TYPE joulemark_channel info\n# HELP joulemark_channel What each channel is, and how well it is known.\n");
        foreach (var published in _channels.Values)
        {
            var channel = published.Channel;
            text.Append(OwnMetrics.Info).Append('{');
            Identity(text, channel);
            Label(text, "node", channel.Node);
            Label(text, "reading", channel.Reading switch { ReadingKind.Power => "power", ReadingKind.Indicator => "indicator", _ => "energy-counter" });
            Label(text, "unit", channel.Unit);
            Label(text, "description", channel.Description);
            Label(text, "update_period_s", channel.UpdatePeriodSeconds);
            Label(text, "sampled_every_s", published.SampledEverySeconds);
            Label(text, "resolution", channel.Resolution);
            Label(text, "averaging_s", channel.AveragingSeconds);
            Label(text, "wrap_j", channel.WrapsAt?.Joules);
            Label(text, "max_power_w", channel.MaxPower?.Watts);
            Label(text, "gain", channel.GainUncertainty);
            Label(text, "gain_source", channel.GainSource);
            Label(text, "cross_check", channel.CrossCheck ? "true" : null);
            Label(text, "includes_dram", channel.IncludesDram ? "true" : null);
            text.Append("} 1\n");
        }
    }

    private void WriteMissing(StringBuilder text)
    {
        text.Append("# TYPE joulemark_missing info\n# HELP joulemark_missing What is there and cannot be read.\n");
        foreach (var missing in _missing.DistinctBy(m => (m.Source, m.What, m.Node, m.DeviceId)))
        {
            text.Append(OwnMetrics.Missing).Append('{');
            Label(text, "source", missing.Source);
            Label(text, "what", missing.What);
            Label(text, "reason", missing.Reason);
            Label(text, "remedy", missing.Remedy);
            Label(text, "part", missing.Part is { } part ? RecordNames.Of(part) : null);
            Label(text, "node", missing.Node);
            Label(text, "device_id", missing.DeviceId);
            text.Append("} 1\n");
        }
    }

    private void Family(StringBuilder text, string metric, string type, string? unit, string help, Func<Channel, bool> covers, Func<PublishedChannel, double> value)
    {
        var family = type == "counter" ? metric[..^"_total".Length] : metric;
        text.Append("# TYPE ").Append(family).Append(' ').Append(type).Append('\n');
        if (unit is not null)
            text.Append("# UNIT ").Append(family).Append(' ').Append(unit).Append('\n');
        text.Append("# HELP ").Append(family).Append(' ').Append(help).Append('\n');
        foreach (var channel in _channels.Values)
        {
            if (channel.Time is not { } time || !covers(channel.Channel))
                continue;
            text.Append(metric).Append('{');
            Identity(text, channel.Channel);
            text.Append(CultureInfo.InvariantCulture, $"}} {value(channel):R} {Unix(time)}\n");
        }
    }

    private static void Identity(StringBuilder text, Channel channel)
    {
        Label(text, "channel", channel.Name);
        Label(text, "source", channel.Source);
        Label(text, "part", RecordNames.Of(channel.Part));
        Label(text, "device", channel.Device);
        Label(text, "device_id", channel.DeviceId);
        Label(text, "provenance", RecordNames.Of(channel.Provenance));
    }

    private static void Label(StringBuilder text, string name, double? value) => Label(text, name, value?.ToString("R", CultureInfo.InvariantCulture));

    private static void Label(StringBuilder text, string name, string? value)
    {
        if (value is null)
            return;
        if (text[^1] != '{')
            text.Append(',');
        text.Append(name).Append("=\"").Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")).Append('"');
    }

    private string Unix(Timestamp time) =>
        ((_clock.StartedAt - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond + (time.Nanoseconds / 1e9m)).ToString("0.000000", CultureInfo.InvariantCulture);
}
