using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>One request: when it was due, what came back when, and what it was worth.</summary>
public sealed record RequestRecord
{
    /// <summary>Kind of error of a request that was in flight when the run was ended: nobody's fault.</summary>
    internal const string Cancelled = "cancelled";

    /// <summary>The configuration under test.</summary>
    public required string Configuration { get; init; }

    /// <summary>Stage in which the request was sent.</summary>
    public required Stage Stage { get; init; }

    /// <summary>Repeat in which it was sent, from 1; 0 in warm-up.</summary>
    public int Repeat { get; init; }

    /// <summary>Which item of the task it asked, from 0.</summary>
    public int Item { get; init; }

    /// <summary>When it should have been sent.</summary>
    [JsonPropertyName("scheduled_ns")]
    public Timestamp Scheduled { get; init; }

    /// <summary>When it was handed to the connection.</summary>
    [JsonPropertyName("sent_ns")]
    public Timestamp Sent { get; init; }

    /// <summary>When the first byte of the response body came; null when none did.</summary>
    [JsonPropertyName("first_byte_ns")]
    public Timestamp? FirstByte { get; init; }

    /// <summary>When the first non-empty text came; null when none did.</summary>
    [JsonPropertyName("first_token_ns")]
    public Timestamp? FirstToken { get; init; }

    /// <summary>When the last text came; null when none did.</summary>
    [JsonPropertyName("last_token_ns")]
    public Timestamp? LastToken { get; init; }

    /// <summary>When the response ended or failed.</summary>
    [JsonPropertyName("ended_ns")]
    public Timestamp Ended { get; init; }

    /// <summary>Arrival time of each chunk with text. A chunk may carry several tokens.</summary>
    [JsonPropertyName("token_ns")]
    public IReadOnlyList<Timestamp> Tokens { get; init; } = [];

    /// <summary>Token counts as the server gave them; null when it gave none.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Why the server stopped: <c>stop</c>, <c>length</c>; null when it did not say.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The text that came back.</summary>
    public string Output { get; init; } = "";

    /// <summary>1 right, 0 wrong; null when the workload has no answers to check or the request failed.</summary>
    public double? Score { get; init; }

    /// <summary>Exit code, where the work was a command and not a request; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ExitCode { get; init; }

    /// <summary>What went wrong, in words; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>What kind of thing went wrong, e.g. <c>http-500</c>, <c>connection</c>, <c>truncated</c>.</summary>
    public string? ErrorKind { get; init; }

    /// <summary>Output tokens to count: the server's usage; null when it gave none, since chunks are not tokens.</summary>
    [JsonIgnore]
    public int? OutputTokens => Usage?.CompletionTokens;

    /// <summary>Time to first token, from the scheduled time.</summary>
    [JsonIgnore]
    public TimeSpan? Ttft => FirstToken - Scheduled;

    /// <summary>End-to-end latency, from the scheduled time to the last text.</summary>
    [JsonIgnore]
    public TimeSpan? E2e => LastToken - Scheduled;

    /// <summary>Time per output token after the first: (E2EL − TTFT) ÷ (output tokens − 1); null for fewer than two.</summary>
    [JsonIgnore]
    public TimeSpan? Tpot => OutputTokens > 1 ? (LastToken - FirstToken) / (OutputTokens.Value - 1) : null;
}
