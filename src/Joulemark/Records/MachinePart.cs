using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>Which part of the machine a channel covers. A part may lie inside another: the ledger keeps them apart.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MachinePart>))]
public enum MachinePart
{
    /// <summary>One accelerator board.</summary>
    [JsonStringEnumMemberName("gpu")]
    Gpu,

    /// <summary>The memory of an accelerator board; inside the board.</summary>
    [JsonStringEnumMemberName("gpu-memory")]
    GpuMemory,

    /// <summary>A superchip module (Grace Hopper): holds its GPU, its CPU and their memory.</summary>
    [JsonStringEnumMemberName("gpu-module")]
    GpuModule,

    /// <summary>One CPU package, without its DRAM.</summary>
    [JsonStringEnumMemberName("cpu-package")]
    CpuPackage,

    /// <summary>The cores of a package; inside the package.</summary>
    [JsonStringEnumMemberName("cpu-cores")]
    CpuCores,

    /// <summary>What is neither core nor DRAM, e.g. an integrated GPU; inside the package.</summary>
    [JsonStringEnumMemberName("cpu-uncore")]
    CpuUncore,

    /// <summary>The memory of a package, or all of it.</summary>
    [JsonStringEnumMemberName("dram")]
    Dram,

    /// <summary>The whole platform as the CPU reports it; holds packages and DRAM.</summary>
    [JsonStringEnumMemberName("platform")]
    Platform,

    /// <summary>What the power supplies put out, their own loss left out; inside the node, and never called its input.</summary>
    [JsonStringEnumMemberName("psu-output")]
    PsuOutput,

    /// <summary>A rail, a board or a drive that no boundary names: kept as a cross-check, never summed.</summary>
    [JsonStringEnumMemberName("other")]
    Other,

    /// <summary>The node's input power.</summary>
    [JsonStringEnumMemberName("node")]
    Node,

    /// <summary>The CPU share of the system under test's process tree.</summary>
    [JsonStringEnumMemberName("process-cpu")]
    ProcessCpu,

    /// <summary>The memory share of the system under test's process tree.</summary>
    [JsonStringEnumMemberName("process-dram")]
    ProcessDram,

    /// <summary>GPUs, CPU packages and DRAM in one reading, as a power log may sum them.</summary>
    [JsonStringEnumMemberName("components")]
    Components,
}
