using System.Text.Json.Serialization;

namespace Joulemark.Machines.Leases;

/// <summary>What became of a setting that was to be changed back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Restoration>))]
internal enum Restoration
{
    /// <summary>It has its value of before again, and was seen to.</summary>
    [JsonStringEnumMemberName("restored")]
    Restored,

    /// <summary>It had it already.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    /// <summary>Somebody else has set it since: it is left as it is.</summary>
    [JsonStringEnumMemberName("left")]
    Left,

    /// <summary>Nobody can change it back from here, now or later: the lease ends, and what is to be done is said.</summary>
    [JsonStringEnumMemberName("given-up")]
    GivenUp,

    /// <summary>It could not be changed back; the lease stays.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>A run that goes on holds it; the lease stays.</summary>
    [JsonStringEnumMemberName("live")]
    Live,

    /// <summary>The lease cannot be read; it stays.</summary>
    [JsonStringEnumMemberName("damaged")]
    Damaged,

    /// <summary>It is another machine's, another start's or another container's: nothing of it is to be seen here; the lease stays.</summary>
    [JsonStringEnumMemberName("elsewhere")]
    Elsewhere,

    /// <summary>Not tried: it waits for <c>joulemark doctor --restore</c>.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,
}
