using System.Text.Json.Serialization;

namespace Joulemark.Machines;

/// <summary>What a fact of the fingerprint is about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FactGroup>))]
public enum FactGroup
{
    /// <summary>The machine itself and how it is set: CPU, memory, boards, firmware, power limits, clocks, governor.</summary>
    [JsonStringEnumMemberName("hardware")]
    Hardware,

    /// <summary>What runs: system, kernel, driver, CUDA, container image, server and its version, this tool.</summary>
    [JsonStringEnumMemberName("software")]
    Software,

    /// <summary>What is asked: data, template, lengths, load.</summary>
    [JsonStringEnumMemberName("workload")]
    Workload,

    /// <summary>The state of the moment: limits put on us, temperatures, other work, the boundary.</summary>
    [JsonStringEnumMemberName("runtime")]
    Runtime,
}
