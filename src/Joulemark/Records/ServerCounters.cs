using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>A server's own account of itself at one moment, by one name for what every server calls otherwise. Null where it does not say.</summary>
public sealed record ServerCounters
{
    /// <summary>When it was read, on the run's clock: the middle between asking and being answered.</summary>
    [JsonPropertyName("time_ns")]
    public Timestamp Time { get; init; }

    /// <summary>The configuration under test.</summary>
    public string? Configuration { get; init; }

    /// <summary>Requests being worked on: the batch.</summary>
    public double? Running { get; init; }

    /// <summary>Requests waiting in the server's queue.</summary>
    public double? Waiting { get; init; }

    /// <summary>Share of the key-value cache in use, 0 to 1.</summary>
    public double? KvCacheUse { get; init; }

    /// <summary>Prompt tokens looked up in the prefix cache since the server started.</summary>
    public double? PrefixCacheQueries { get; init; }

    /// <summary>Prompt tokens found in the prefix cache since the server started.</summary>
    public double? PrefixCacheHits { get; init; }

    /// <summary>Requests that were put back to make room, since the server started.</summary>
    public double? Preemptions { get; init; }

    /// <summary>Prompt tokens worked on since the server started.</summary>
    public double? PromptTokens { get; init; }

    /// <summary>Tokens generated since the server started.</summary>
    public double? OutputTokens { get; init; }

    /// <summary>Requests finished since the server started.</summary>
    public double? Requests { get; init; }
}
