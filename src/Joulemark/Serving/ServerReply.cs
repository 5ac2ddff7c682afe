using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Serving;

/// <summary>What came back for one request, and when.</summary>
public sealed class ServerReply
{
    /// <summary>When the request was handed to the connection.</summary>
    public Timestamp Sent { get; internal set; }

    /// <summary>When the first byte of the body came.</summary>
    public Timestamp? FirstByte { get; internal set; }

    /// <summary>When each chunk with text came.</summary>
    public List<Timestamp> Tokens { get; } = [];

    /// <summary>When the response ended or failed.</summary>
    public Timestamp Ended { get; internal set; }

    /// <summary>The server's token counts; null when it gave none.</summary>
    public TokenUsage? Usage { get; internal set; }

    /// <summary>Why it stopped.</summary>
    public string? FinishReason { get; internal set; }

    /// <summary>The text.</summary>
    public string Output { get; internal set; } = "";

    /// <summary>What went wrong, in words; null when nothing did.</summary>
    public string? Error { get; private set; }

    /// <summary>What kind of thing went wrong.</summary>
    public string? ErrorKind { get; private set; }

    /// <summary>Marks the reply as failed; the first failure stays.</summary>
    internal void Fail(string kind, string error)
    {
        ErrorKind ??= kind;
        Error ??= error;
    }
}
