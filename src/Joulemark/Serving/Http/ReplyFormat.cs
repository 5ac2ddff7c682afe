namespace Joulemark.Serving.Http;

/// <summary>How an answer is cut into events.</summary>
internal enum ReplyFormat
{
    /// <summary>Server-sent events: each <c>data:</c> line is one (WHATWG HTML, 9.2.6; LLM servers send one line an event).</summary>
    ServerSentEvents,

    /// <summary>One JSON object a line (NDJSON).</summary>
    JsonLines,

    /// <summary>The whole body is one event.</summary>
    Document,
}
