namespace Joulemark.Testing.Servers;

/// <summary>The ways in which a fake server can fail a request.</summary>
public enum FakeFailure
{
    /// <summary>None: it answers as it should.</summary>
    None,

    /// <summary>Takes the request and never answers; the connection stays open.</summary>
    Hang,

    /// <summary>401 with a JSON error.</summary>
    Unauthorized,

    /// <summary>404 with a JSON error.</summary>
    NotFound,

    /// <summary>500 with a JSON error.</summary>
    ServerError,

    /// <summary>429 with a JSON error and <see cref="FakeBehavior.RetryAfter"/>.</summary>
    TooManyRequests,

    /// <summary>Something that is not HTTP, as another program on the port would say.</summary>
    Garbage,

    /// <summary>Closes the connection without an answer.</summary>
    Close,

    /// <summary>Ends the stream in order half-way through, without a finish reason, usage or <c>[DONE]</c>.</summary>
    EndEarly,

    /// <summary>200 with an HTML page, as a proxy's login page or another program on the port would answer.</summary>
    HtmlPage,

    /// <summary>Breaks the connection off (RST) in the middle of the stream; before any byte where nothing is streamed.</summary>
    BreakOff,

    /// <summary>Sends an error event inside a 200 stream, half-way through, and then no usage and no <c>[DONE]</c>, as llama.cpp does.</summary>
    ErrorEvent,
}
