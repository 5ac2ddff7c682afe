using System.Text.Json.Serialization;

namespace Joulemark.Checkup;

/// <summary>How a line of the checklist stands; the worst first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckStatus>))]
internal enum CheckStatus
{
    /// <summary>Figures taken like this would mislead, or the run would not start.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>Figures are right and need care: more spread, less comparable, less counted.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>It cannot be told here.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,
}
