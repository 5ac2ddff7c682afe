using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>The stages of a run that have a window of their own.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Stage>))]
public enum Stage
{
    /// <summary>The bare machine, before any server.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,

    /// <summary>Server up, model loaded, no requests.</summary>
    [JsonStringEnumMemberName("idle-loaded")]
    IdleLoaded,

    /// <summary>Load until steady; not part of any figure.</summary>
    [JsonStringEnumMemberName("warm-up")]
    WarmUp,

    /// <summary>A measured window.</summary>
    [JsonStringEnumMemberName("window")]
    Window,

    /// <summary>The bare machine again, after the last server stopped.</summary>
    [JsonStringEnumMemberName("idle-after")]
    IdleAfter,
}
