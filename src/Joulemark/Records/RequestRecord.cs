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

    /// <summary>Which conversation of the stage it belongs to; null for a single question.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Conversation { get; init; }

    /// <summary>Which turn of a conversation, from 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Turn { get; init; }

    /// <summary>Number of the query it is a sample of, where several samples make one query (MLPerf MultiStream); null elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Query { get; init; }

    /// <summary>Tokens that were asked for: the most, or the exact number where the server can be told; null when the record is older.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RequestedTokens { get; init; }

    /// <summary>True where the server was told to make exactly as many tokens as <see cref="RequestedTokens"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ExactTokens { get; init; }

    /// <summary>When it should have been sent.</summary>
    [JsonPropertyName("scheduled_ns")]
    public Timestamp Scheduled { get; init; }

    /// <summary>When it was handed to the connection.</summary>
    [JsonPropertyName("sent_ns")]
    public Timestamp Sent { get; init; }

    /// <summary>When the response's head was there; null when it never was, and where the client cannot say.</summary>
    [JsonPropertyName("headers_ns")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Timestamp? Headers { get; init; }

    /// <summary>When the first byte of the response body came; null when none did.</summary>
    [JsonPropertyName("first_byte_ns")]
    public Timestamp? FirstByte { get; init; }

    /// <summary>
    /// When the first event of the stream came, an empty one with a role too: what some tools take for the first token.
    /// Null when it is the first token's, or when none came.
    /// </summary>
    [JsonPropertyName("first_event_ns")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Timestamp? FirstEvent { get; init; }

    /// <summary>When the first non-empty text came, be it reasoning; null when none did.</summary>
    [JsonPropertyName("first_token_ns")]
    public Timestamp? FirstToken { get; init; }

    /// <summary>When the first text of the answer itself came, after any reasoning; null when it is the first token's, or when none came.</summary>
    [JsonPropertyName("first_answer_ns")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Timestamp? FirstAnswer { get; init; }

    /// <summary>True where reasoning came and no text of the answer after it: there is no first answer token then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OnlyReasoning { get; init; }

    /// <summary>When the last text came, or the whole answer of an inference that has no tokens; null when none did.</summary>
    [JsonPropertyName("last_token_ns")]
    public Timestamp? LastToken { get; init; }

    /// <summary>When the response ended or failed.</summary>
    [JsonPropertyName("ended_ns")]
    public Timestamp Ended { get; init; }

    /// <summary>Arrival time of each chunk with text. A chunk may carry several tokens.</summary>
    [JsonPropertyName("token_ns")]
    [JsonConverter(typeof(TimestampListJsonConverter))]
    public IReadOnlyList<Timestamp> Tokens { get => field ?? []; init; }

    /// <summary>Token counts as the server gave them; null when it gave none.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Tokens of the text that came back by the local tokenizer; null where it was not asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LocalOutputTokens { get; init; }

    /// <summary>Tokens of the prompt's text by the local tokenizer, without a chat template's; null where it was not asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LocalPromptTokens { get; init; }

    /// <summary>True where the request had to be sent again, because the connection it went out on had been closed by the server.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Resent { get; init; }

    /// <summary>How long the server asked to wait before the next try (429, 503), in seconds; null when it did not.</summary>
    [JsonPropertyName("retry_after_s")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RetryAfterSeconds { get; init; }

    /// <summary>Why the server stopped: <c>stop</c>, <c>length</c>; null when it did not say.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The text that came back; empty in a run that was read back for analysis, which needs none.</summary>
    public string Output { get => field ?? ""; init; }

    /// <summary>1 right, 0 wrong; null when the workload has no answers to check or the request failed.</summary>
    public double? Score { get; init; }

    /// <summary>Exit code, where the work was a command and not a request; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ExitCode { get; init; }

    /// <summary>What went wrong, in words; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>What kind of thing went wrong, e.g. <c>http-500</c>, <c>connection</c>, <c>truncated</c>.</summary>
    public string? ErrorKind { get; init; }

    /// <summary>Output tokens to count: the server's usage, else the local tokenizer's count; null without either, since chunks are not tokens.</summary>
    [JsonIgnore]
    public int? OutputTokens => Usage?.CompletionTokens ?? LocalOutputTokens;

    /// <summary>Prompt tokens to count: the server's usage, else the local tokenizer's count, which knows no chat template; null without either.</summary>
    [JsonIgnore]
    public int? PromptTokens => Usage?.PromptTokens ?? LocalPromptTokens;

    /// <summary>Time to first token, from the scheduled time.</summary>
    [JsonIgnore]
    public TimeSpan? Ttft => FirstToken - Scheduled;

    /// <summary>Time to the first text of the answer itself, from the scheduled time.</summary>
    [JsonIgnore]
    public TimeSpan? TtftAnswer => OnlyReasoning ? null : (FirstAnswer ?? FirstToken) - Scheduled;

    /// <summary>Time to first token from when the request was really sent.</summary>
    [JsonIgnore]
    public TimeSpan? TtftSent => FirstToken - Sent;

    /// <summary>End-to-end latency, from the scheduled time to the last text; for an answer without text (tensors), to its end.</summary>
    [JsonIgnore]
    public TimeSpan? E2e => Done - Scheduled;

    /// <summary>End-to-end latency from when the request was really sent.</summary>
    [JsonIgnore]
    public TimeSpan? E2eSent => Done - Sent;

    /// <summary>
    /// Time per output token after the first: (E2EL − TTFT) ÷ (output tokens − 1). It does not matter in how few chunks they
    /// came (speculative decoding); null for fewer than two tokens, and where all came at once, which tells no time.
    /// </summary>
    [JsonIgnore]
    public TimeSpan? Tpot => OutputTokens > 1 && LastToken > FirstToken ? (LastToken - FirstToken) / (OutputTokens.Value - 1) : null;

    /// <summary>When the answer was there: its last text, or its end where it has none. Null for one that failed without any.</summary>
    private Timestamp? Done => LastToken ?? (Error is null && ExitCode is null ? Ended : null);
}
