using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>How a run stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>Under way, or cut off without a word (kill -9, power cut).</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Done to the end.</summary>
    [JsonStringEnumMemberName("complete")]
    Complete,

    /// <summary>Ended by Ctrl-C or SIGTERM.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,

    /// <summary>Ended by a failure of the system under test or of the harness.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
