using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>What is counted. Every figure carries its boundary, and figures of different boundaries are never compared.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Boundary>))]
public enum Boundary
{
    /// <summary>The widest that can be measured here.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>The accelerator boards.</summary>
    [JsonStringEnumMemberName("gpu")]
    Gpu,

    /// <summary>Every GPU, CPU package and DRAM the machine has.</summary>
    [JsonStringEnumMemberName("components")]
    Components,

    /// <summary>The machine's input power.</summary>
    [JsonStringEnumMemberName("node")]
    Node,

    /// <summary>The share modelled for the system under test's process tree.</summary>
    [JsonStringEnumMemberName("process")]
    Process,
}
