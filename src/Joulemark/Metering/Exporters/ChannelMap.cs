using System.Text;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>Takes the readings of a fixed list of channels from one page of samples after the other.</summary>
internal sealed class ChannelMap
{
    private readonly Dictionary<string, List<MetricRule>> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<(MetricRule Rule, string Key), int> _indices = [];
    private readonly byte[][] _names;
    private readonly int[] _counts;

    public ChannelMap(IReadOnlyList<MappedChannel> channels)
    {
        Mapped = channels;
        Channels = [.. channels.Select(c => c.Channel)];
        _counts = new int[channels.Count];
        for (var i = 0; i < channels.Count; i++)
        {
            _indices[(channels[i].Rule, channels[i].Key)] = i;
            foreach (var name in Names(channels[i].Rule))
            {
                var rules = _rules.TryGetValue(name, out var found) ? found : _rules[name] = [];
                if (!rules.Contains(channels[i].Rule))
                    rules.Add(channels[i].Rule);
            }
        }

        _names = [.. _rules.Keys.Append(OwnMetrics.Clock).Select(Encoding.UTF8.GetBytes)];
    }

    public IReadOnlyList<MappedChannel> Mapped { get; }

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Names that a rule's metric may have: OpenMetrics ends every counter with <c>_total</c>.</summary>
    public static IEnumerable<string> Names(MetricRule rule)
    {
        var name = rule.Mapping.Metric;
        return rule.Mapping.Reading != ReadingKind.EnergyCounter || name.EndsWith("_total", StringComparison.Ordinal) ? [name] : [name, name + "_total"];
    }

    /// <summary>True for metrics that some channel is read from.</summary>
    public bool Wants(ReadOnlySpan<byte> name)
    {
        foreach (var wanted in _names)
        {
            if (name.SequenceEqual(wanted))
                return true;
        }

        return false;
    }

    /// <summary>Fills the readings in: joules and watts, null for what the page lacks or leaves blank.</summary>
    /// <param name="samples">A page's samples.</param>
    /// <param name="readings">One slot per channel.</param>
    /// <param name="unixSeconds">One slot per channel: when the exporter took the reading, null where it does not say.</param>
    public void Fill(IReadOnlyList<MetricSample> samples, Span<double?> readings, Span<double?> unixSeconds)
    {
        readings.Clear();
        unixSeconds.Clear();
        Array.Clear(_counts);
        foreach (var sample in RaplLabels.Add(samples))
        {
            if (!_rules.TryGetValue(sample.Name, out var rules))
                continue;
            foreach (var rule in rules)
            {
                if (rule.Match(sample) is not { } key || !_indices.TryGetValue((rule, key), out var index))
                    continue;

                // A second row of the same device repeats its value: one for each MIG instance, one for each pod.
                if (_counts[index]++ == 0)
                {
                    readings[index] = Readings.Clean(sample.Value, rule);
                    unixSeconds[index] = sample.UnixSeconds;
                }
                else if (rule.Sums)
                {
                    readings[index] += Readings.Clean(sample.Value, rule);
                }
            }
        }

        // A sum that lacks a part is not the device.
        for (var i = 0; i < _counts.Length; i++)
        {
            if (Mapped[i].Rule.Sums && _counts[i] < Mapped[i].Series.Count)
                readings[i] = null;
        }
    }
}
