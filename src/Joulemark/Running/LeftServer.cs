using System.Text.Json.Serialization;

namespace Joulemark.Running;

/// <summary>A server that a run which is gone left behind.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Removal">What a person types to end it.</param>
/// <param name="IsGone">True where it was ended now.</param>
/// <param name="Problem">Why it could not be ended; null where it could, or was not to be.</param>
internal sealed record LeftServer(string Name, string Removal, [property: JsonPropertyName("gone")] bool IsGone, string? Problem)
{
    /// <summary>What is to be said of it.</summary>
    [JsonIgnore]
    public string Message => IsGone ? $"{Name} was left by a run, and is ended"
        : Problem is null ? $"{Name} was left by a run, and still runs" : $"{Name} was left by a run, and could not be ended: {Problem}";
}
