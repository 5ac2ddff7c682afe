using System.Text.Json.Serialization;

namespace Joulemark.Checkup;

/// <summary>What a check is about, in the order of the list.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckTopic>))]
internal enum CheckTopic
{
    /// <summary>What counts joules here.</summary>
    [JsonStringEnumMemberName("meters")]
    Meters,

    /// <summary>NVIDIA's boards.</summary>
    [JsonStringEnumMemberName("gpu")]
    Gpu,

    /// <summary>CPUs and how the kernel lets them run.</summary>
    [JsonStringEnumMemberName("cpu")]
    Cpu,

    /// <summary>Who else uses the machine.</summary>
    [JsonStringEnumMemberName("sharing")]
    Sharing,

    /// <summary>What earlier runs left, and where runs go.</summary>
    [JsonStringEnumMemberName("state")]
    State,

    /// <summary>How the spec measures.</summary>
    [JsonStringEnumMemberName("measure")]
    Measure,

    /// <summary>The system under test.</summary>
    [JsonStringEnumMemberName("server")]
    Server,

    /// <summary>The spec's own controls.</summary>
    [JsonStringEnumMemberName("controls")]
    Controls,
}
