using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>What is counted. Every figure carries its boundary, and figures of different boundaries are never compared.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Boundary>))]
public enum Boundary
{
    /// <summary>The widest that can be measured here.</summary>
    Auto,

    /// <summary>The accelerator boards.</summary>
    Gpu,

    /// <summary>Every GPU, CPU package and DRAM the machine has.</summary>
    Components,

    /// <summary>The machine's input power.</summary>
    Node,

    /// <summary>The share modelled for the system under test's process tree.</summary>
    Process,
}
