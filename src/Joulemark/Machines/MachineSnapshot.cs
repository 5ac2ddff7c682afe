using Joulemark.Records;

namespace Joulemark.Machines;

/// <summary>What <c>machine.json</c> holds: the machine as it was found, and what can be metered on it.</summary>
public sealed record MachineSnapshot
{
    /// <summary>Flat facts by dotted key, e.g. <c>cpu.model</c>; what could not be read is left out.</summary>
    public required IReadOnlyDictionary<string, string> Fingerprint { get; init; }

    /// <summary>The same facts with where each came from, and those that are unknown with the reason; empty in older runs.</summary>
    public IReadOnlyList<MachineFact> Facts { get; init; } = [];

    /// <summary>The facts; of an older run, which has none, those of its fingerprint.</summary>
    internal IReadOnlyList<MachineFact> KnownFacts =>
        Facts is { Count: > 0 } facts ? facts : [.. Fingerprint.Select(f => new MachineFact { Key = f.Key, Value = f.Value, Source = "not recorded by this version" })];

    /// <summary>Channels found.</summary>
    public required IReadOnlyList<Channel> Channels { get; init; }

    /// <summary>What was looked for and not found, with reason and remedy.</summary>
    public required IReadOnlyList<MissingMeter> Missing { get; init; }

    /// <summary>How the channels' sensors were seen to behave.</summary>
    public IReadOnlyList<ChannelCalibration> Calibrations { get; init; } = [];

    /// <summary>The channels, with update periods as they were seen where that is known.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<Channel> CalibratedChannels => [.. Channels.Select(Calibrated)];

    /// <summary>What a driver calls a board; other sources describe their metric, not the board.</summary>
    private static string BoardName(Channel channel) =>
        channel is { Source: "nvml" or "hwmon", Description: { } text } ? text.Split(',')[0] : $"GPU read by {channel.Source}";

    private Channel Calibrated(Channel channel)
    {
        if (Calibrations.FirstOrDefault(c => c.Channel == channel.Name) is not { } calibration)
            return channel;

        // Seen to change at every look, it may change more often still: then the document is believed where it says less.
        if (calibration.UpdatePeriodSeconds is { } seen && !(calibration.AtMost && channel.UpdatePeriodSeconds < seen))
            channel = channel with { UpdatePeriodSeconds = seen };

        // A reading that is the mean of A lags by half of A and half of its update period: a lag that was seen tells A, where nobody wrote it down.
        return channel.AveragingSeconds is null && channel.Reading == ReadingKind.Power && calibration.LagSeconds is { } lag
            ? channel with { AveragingSeconds = Math.Max(0, (2 * lag) - (channel.UpdatePeriodSeconds ?? 0)) } : channel;
    }

    /// <summary>The machine in one line, for headings.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Summary
    {
        get
        {
            string? Fact(string key) => Fingerprint.GetValueOrDefault(key);
            var gpus = Channels.Where(c => c is { Part: MachinePart.Gpu, CrossCheck: false, Node: null } && c.Reading != ReadingKind.Indicator).GroupBy(BoardName, StringComparer.Ordinal);
            string?[] parts =
            [
                .. gpus.Select(g => $"{g.Count()} × {g.Key}"),
                Fact("cpu.model") is { } cpu ? $"{cpu}, {Fact("cpu.logical")} CPUs" : null,
                Fact("memory.gib") is { } memory ? $"{memory} GiB" : null,
                Fact("machine.virtual") == "true" ? "virtual machine" : null,
                Fact("os.name"),
                Fact("os.kernel") is { } kernel ? $"kernel {kernel}" : null,
            ];
            return string.Join(" · ", parts.OfType<string>());
        }
    }
}
