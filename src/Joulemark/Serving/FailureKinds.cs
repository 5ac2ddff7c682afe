using Joulemark.Records;

namespace Joulemark.Serving;

/// <summary>
/// Kinds of failures of requests, as records and messages name them; docs/diagnostics.md says what each means. An answer
/// with an error status is of the kind <c>http-</c> and the status.
/// </summary>
internal static class FailureKinds
{
    /// <summary>No connection, or it was lost before the response's head.</summary>
    public const string Connection = "connection";

    /// <summary>No secure connection: a certificate that does not hold, or no common protocol.</summary>
    public const string Tls = "tls";

    /// <summary>Longer than <c>server.request-timeout</c>.</summary>
    public const string Timeout = "timeout";

    /// <summary>The answer broke off.</summary>
    public const string Truncated = "truncated";

    /// <summary>What came is no HTTP response.</summary>
    public const string Protocol = "protocol";

    /// <summary>A whole response of another kind than asked for: a web page, plain JSON, something compressed.</summary>
    public const string NotAStream = "not-a-stream";

    /// <summary>The server said inside its stream that it failed, or sent an event that cannot be read.</summary>
    public const string StreamError = "stream-error";

    /// <summary>An event larger than any that means something.</summary>
    public const string EventTooLarge = "event-too-large";

    /// <summary>An answer that does not end.</summary>
    public const string AnswerTooLarge = "answer-too-large";

    /// <summary>Something that this kind of server cannot be asked; nothing was sent.</summary>
    public const string Request = "request";

    /// <summary>In flight when the run was ended: nobody's failure.</summary>
    public const string Cancelled = RequestRecord.Cancelled;

    /// <summary>A fault in Joulemark itself.</summary>
    public const string Client = "client";
}
