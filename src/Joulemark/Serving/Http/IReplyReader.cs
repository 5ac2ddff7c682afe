using Joulemark.Metrology;

namespace Joulemark.Serving.Http;

/// <summary>Reads the events of one answer in a server's own words. One is made for each request.</summary>
internal interface IReplyReader
{
    /// <summary>Reads one event into the reply; what is wrong with it is a failure of the reply, never an exception.</summary>
    /// <param name="data">The event's data: of an SSE event, of a line, or the whole body. Valid during the call only.</param>
    /// <param name="at">When its last byte came.</param>
    /// <param name="reply">What is known of the answer so far.</param>
    /// <returns>False when the server says with it that the stream is over.</returns>
    bool Read(ReadOnlySpan<byte> data, Timestamp at, ServerReply reply);

    /// <summary>The stream is over: says what it lacks.</summary>
    /// <param name="saidSo">True when the server said that it was over, and did not just stop.</param>
    /// <param name="reply">The answer.</param>
    void End(bool saidSo, ServerReply reply);
}
