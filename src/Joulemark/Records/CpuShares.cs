using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>CPU seconds spent in a window: the evidence for or against a quiet machine.</summary>
public sealed record CpuShares
{
    /// <summary>Logical CPUs of the machine.</summary>
    public int LogicalCpus { get; init; }

    /// <summary>Time between the two looks at the accounts, a little longer than the window; null in older records.</summary>
    [JsonPropertyName("span_s")]
    public double? SpanSeconds { get; init; }

    /// <summary>CPU time of everything, idle left out.</summary>
    [JsonPropertyName("machine_s")]
    public double MachineSeconds { get; init; }

    /// <summary>CPU time of the system under test's process tree; null where it is not on this machine.</summary>
    [JsonPropertyName("system_under_test_s")]
    public double? SystemUnderTestSeconds { get; init; }

    /// <summary>CPU time of this process: runner, sampler and load client.</summary>
    [JsonPropertyName("harness_s")]
    public double HarnessSeconds { get; init; }

    /// <summary>What is left: other people's load; never below zero. A system under test whose share is unknown counts as other people's.</summary>
    [JsonIgnore]
    public double BackgroundSeconds => Math.Max(0, MachineSeconds - (SystemUnderTestSeconds ?? 0) - HarnessSeconds);
}
