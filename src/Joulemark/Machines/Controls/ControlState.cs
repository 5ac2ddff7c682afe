using System.Text.Json.Serialization;

namespace Joulemark.Machines.Controls;

/// <summary>How a control stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ControlState>))]
internal enum ControlState
{
    /// <summary>The machine is as wanted.</summary>
    [JsonStringEnumMemberName("met")]
    Met,

    /// <summary>It is not.</summary>
    [JsonStringEnumMemberName("unmet")]
    Unmet,

    /// <summary>It cannot be told.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
