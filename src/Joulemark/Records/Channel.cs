using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>One physical quantity from one source, as it was found on this machine.</summary>
public sealed record Channel
{
    /// <summary>Unique name in the run, e.g. <c>gpu0</c>, <c>cpu0-package</c>, <c>process-cpu</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The machine it measures; null for this one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    /// <summary>What reads it: <c>nvml</c>, <c>rapl</c>, <c>model</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Which part of the machine it covers.</summary>
    public required MachinePart Part { get; init; }

    /// <summary>Where its joules come from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>What a reading is: an energy counter in joules, or a power in watts.</summary>
    public required ReadingKind Reading { get; init; }

    /// <summary>Which device of its part, e.g. the GPU's index or the CPU package's number.</summary>
    public int Device { get; init; }

    /// <summary>
    /// Identity of the device, the same from every source, so that none is counted twice: <c>GPU-uuid</c> for NVIDIA's
    /// boards, <c>pci:0000:03:00.0</c> for other accelerators, <c>cpu0</c> or <c>cpu0-die1</c> for packages and their
    /// DRAM. Null where the source does not say.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeviceId { get; init; }

    /// <summary>Unit of an indicator's readings, e.g. <c>°C</c>, <c>MHz</c>, <c>1</c>; null for energies (J) and powers (W).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; init; }

    /// <summary>What the device calls itself, for people.</summary>
    public string? Description { get; init; }

    /// <summary>How often the value changes, as the source documents it; null where unknown.</summary>
    [JsonPropertyName("update_period_s")]
    public double? UpdatePeriodSeconds { get; init; }

    /// <summary>How often it is read where that is not the run's sample rate, in seconds: a slow source's own pace.</summary>
    [JsonPropertyName("read_every_s"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ReadEverySeconds { get; init; }

    /// <summary>Smallest step of the reading, in joules or watts; null where unknown or beyond notice.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Resolution { get; init; }

    /// <summary>
    /// Length of time that a power reading is the mean of, in seconds (1 for NVML's averages, 0.025 for a H100's instant
    /// power); null where unknown. Below the update period only that share of the time is seen.
    /// </summary>
    [JsonPropertyName("averaging_s"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AveragingSeconds { get; init; }

    /// <summary>Joules at which a counter wraps to zero; null for a counter that cannot wrap and for powers.</summary>
    [JsonPropertyName("wrap_j")]
    public Energy? WrapsAt { get; init; }

    /// <summary>Most the device can draw; readings above twice this are dropped. Null where unknown.</summary>
    [JsonPropertyName("max_power_w")]
    public Power? MaxPower { get; init; }

    /// <summary>Bound of the sensor's or model's systematic error, relative, e.g. 0.05.</summary>
    public double GainUncertainty { get; init; }

    /// <summary>
    /// True for a CPU package whose reading holds its memory as well (NVIDIA's Grace): then DRAM is neither missing nor to be
    /// added. False elsewhere: a package leaves DRAM out.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IncludesDram { get; init; }

    /// <summary>Where <see cref="GainUncertainty"/> comes from.</summary>
    public string? GainSource { get; init; }

    /// <summary>True when it repeats what another channel counts and is kept only to check it.</summary>
    public bool CrossCheck { get; init; }
}
