using System.Globalization;
using System.Text;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>How one metric becomes channels: a user's mapping, or a line of <see cref="KnownMetrics"/>, which knows more.</summary>
/// <param name="Exporter">Who publishes it; channels on this machine are named after it.</param>
/// <param name="Mapping">The mapping.</param>
internal sealed record MetricRule(string Exporter, MetricMapping Mapping)
{
    /// <summary>Label whose presence means that a series covers a part of the device only; null for none.</summary>
    public string? Without { get; init; }

    /// <summary>Label that numbers the parts of a device, of which the first alone has its sensor; null for none.</summary>
    public string? FirstOf { get; init; }

    /// <summary>What else a series must be; null for nothing.</summary>
    public Func<MetricSample, bool>? Where { get; init; }

    /// <summary>True where several series of one device add up to it, e.g. Kepler's idle and dynamic joules.</summary>
    public bool Sums { get; init; }

    /// <summary>True where 0 stands for "no value": a board that runs draws something.</summary>
    public bool ZeroIsBlank { get; init; }

    /// <summary>Where the joules come from, if not as the reading suggests.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>How often the exporter renews the value by default; null where it reads the device at each scrape.</summary>
    public double? UpdateSeconds { get; init; }

    /// <summary>Where the gain's bound comes from.</summary>
    public string? GainSource { get; init; }

    /// <summary>What else to know, for the channel's description.</summary>
    public string? Note { get; init; }

    /// <summary>True for what the user maps: kept whatever else covers the device.</summary>
    public bool IsUsers { get; init; }

    /// <summary>The channel's name that a sample belongs to, without its node; null when the rule does not cover it.</summary>
    public string? Match(MetricSample sample)
    {
        if (Without is not null && sample.Labels.ContainsKey(Without))
            return null;
        if (Where?.Invoke(sample) == false)
            return null;
        if (FirstOf is not null && sample.Labels.GetValueOrDefault(FirstOf) is not (null or "" or "0"))
            return null;
        foreach (var (label, value) in Mapping.Labels)
        {
            if (!sample.Labels.TryGetValue(label, out var found) || found != value)
                return null;
        }

        return Fill(Mapping.Channel, sample.Labels);
    }

    /// <summary>Fills <c>{label}</c> in, or its first letters for <c>{label:12}</c>; null when a label is not there.</summary>
    private static string? Fill(string template, IReadOnlyDictionary<string, string> labels)
    {
        var name = new StringBuilder();
        for (var rest = template.AsSpan(); !rest.IsEmpty;)
        {
            var open = rest.IndexOf('{');
            var close = open < 0 ? -1 : rest[open..].IndexOf('}');
            if (close < 0)
            {
                name.Append(rest);
                break;
            }

            var field = rest.Slice(open + 1, close - 1);
            var colon = field.IndexOf(':');
            if (!labels.TryGetValue((colon < 0 ? field : field[..colon]).ToString(), out var value) || value.Length == 0)
                return null;
            if (colon >= 0 && int.TryParse(field[(colon + 1)..], CultureInfo.InvariantCulture, out var length) && length < value.Length)
                value = value[..length];
            name.Append(rest[..open]);
            foreach (var c in value)
                name.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' ? c : '-');
            rest = rest[(open + close + 1)..];
        }

        return name.ToString();
    }
}
