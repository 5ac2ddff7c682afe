using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>Which part of the machine a channel covers. A part may lie inside another: the ledger keeps them apart.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MachinePart>))]
public enum MachinePart
{
    /// <summary>One accelerator board.</summary>
    Gpu,

    /// <summary>One CPU package, without its DRAM.</summary>
    CpuPackage,

    /// <summary>The cores of a package; inside the package.</summary>
    CpuCores,

    /// <summary>What is neither core nor DRAM, e.g. an integrated GPU; inside the package.</summary>
    CpuUncore,

    /// <summary>The memory of a package, or all of it.</summary>
    Dram,

    /// <summary>The whole platform as the CPU reports it; holds packages and DRAM.</summary>
    Platform,

    /// <summary>The node's input power.</summary>
    Node,

    /// <summary>The CPU share of the system under test's process tree.</summary>
    ProcessCpu,

    /// <summary>The memory share of the system under test's process tree.</summary>
    ProcessDram,
}
