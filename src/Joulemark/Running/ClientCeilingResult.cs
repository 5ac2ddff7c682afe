using System.Text.Json.Serialization;

namespace Joulemark.Running;

/// <summary>What the load client can take on this machine.</summary>
internal sealed record ClientCeilingResult
{
    /// <summary>True where the server sends each token by itself, false where many come at a time.</summary>
    public required bool OneByOne { get; init; }

    /// <summary>Tokens a second that one busy client could take: those taken, divided by the share of the time that it worked.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Tokens a second that it took.</summary>
    public required double TakenPerSecond { get; init; }

    /// <summary>Reads a second that one busy client could take; null where it cannot say.</summary>
    public double? ReadsPerSecond { get; init; }

    /// <summary>Share of the time that the client's thread worked; null where it cannot say.</summary>
    public double? BusyShare { get; init; }

    /// <summary>Tokens that came in one read; null where the client cannot say.</summary>
    public double? TokensPerRead { get; init; }

    /// <summary>CPU time of this process for a million tokens, in seconds.</summary>
    [JsonPropertyName("cpu_s_per_million_tokens")]
    public double? CpuSecondsPerMillionTokens { get; init; }
}
