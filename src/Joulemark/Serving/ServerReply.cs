using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Serving;

/// <summary>
/// What came back for one request, and when. It is written while the answer comes, by one thread at a time and without an
/// allocation per token, and read once it has ended.
/// </summary>
public sealed class ServerReply
{
    private const int FewTokens = 64;
    private const int LongestError = 1000;
    private const int LongestFinishReason = 100;
    private Timestamp[] _tokens = [];
    private int _tokenCount;
    private byte[] _text = [];
    private int _textLength;
    private string? _output;

    /// <summary>When the client took the request up, before any connecting.</summary>
    internal Timestamp Begun { get; set; }

    /// <summary>When the request was handed to the connection.</summary>
    public Timestamp Sent { get; internal set; }

    /// <summary>When the head of the response was there; null when it never was.</summary>
    public Timestamp? Headers { get; internal set; }

    /// <summary>When the first byte of the body came.</summary>
    public Timestamp? FirstByte { get; internal set; }

    /// <summary>When the first event of the stream came, be it empty.</summary>
    public Timestamp? FirstEvent { get; internal set; }

    /// <summary>When the first text of the answer itself came, after any reasoning.</summary>
    public Timestamp? FirstAnswer { get; private set; }

    /// <summary>When each chunk with text came, reasoning included.</summary>
    public IReadOnlyList<Timestamp> Tokens => new ArraySegment<Timestamp>(_tokens, 0, _tokenCount);

    /// <summary>When the response ended or failed.</summary>
    public Timestamp Ended { get; internal set; }

    /// <summary>The server's token counts; null when it gave none.</summary>
    public TokenUsage? Usage { get; internal set; }

    /// <summary>Why it stopped.</summary>
    public string? FinishReason { get; internal set; }

    /// <summary>The text of the answer, without reasoning.</summary>
    public string Output => _output ?? Encoding.UTF8.GetString(_text, 0, _textLength);

    /// <summary>True where it had to be sent again, because the server had closed the connection it went out on.</summary>
    public bool Resent { get; internal set; }

    /// <summary>How long the server asked to wait before the next try; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; internal set; }

    /// <summary>What went wrong, in words; null when nothing did.</summary>
    public string? Error { get; private set; }

    /// <summary>What kind of thing went wrong.</summary>
    public string? ErrorKind { get; private set; }

    /// <summary>A chunk of the answer's text came. Empty text is no token.</summary>
    /// <param name="utf8">The text, unescaped.</param>
    /// <param name="at">When its bytes came.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    internal void AddText(ReadOnlySpan<byte> utf8, Timestamp at)
    {
        if (utf8.IsEmpty)
            return;
        AddToken(at);
        FirstAnswer ??= at;
        utf8.CopyTo(TextSpace(utf8.Length));
        _textLength += utf8.Length;
    }

    /// <summary>The answer of a model that gives no tokens: its text is what was made of its outputs.</summary>
    internal void SetOutput(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(TextSpace(Math.Max(1, utf8.Length)));
        _textLength += utf8.Length;
    }

    /// <summary>A chunk of reasoning came: output, but not of the answer.</summary>
    internal void AddReasoning(Timestamp at) => AddToken(at);

    /// <summary>Room for so many bytes more of the answer's text; say with <see cref="AddWrittenText"/> how many were written.</summary>
    internal Span<byte> TextSpace(int length)
    {
        if (_text.Length - _textLength < length)
            Grow(ref _text, _textLength, Math.Max(_textLength + length, 256));
        return _text.AsSpan(_textLength);
    }

    /// <summary>A chunk of text that was written into <see cref="TextSpace"/> came.</summary>
    internal void AddWrittenText(int length, Timestamp at)
    {
        if (length == 0)
            return;
        AddToken(at);
        FirstAnswer ??= at;
        _textLength += length;
    }

    /// <summary>How many chunks with text have come.</summary>
    internal int TokenCount => _tokenCount;

    /// <summary>Bytes of the answer's text so far.</summary>
    internal int TextLength => _textLength;

    /// <summary>Marks the reply as failed; the first failure stays.</summary>
    internal void Fail(string kind, string error)
    {
        ErrorKind ??= kind;
        Error ??= error;
    }

    /// <summary>The reply is whole: what it keeps is what it needs, and its buffers go back. The first end stays.</summary>
    /// <param name="at">When it ended.</param>
    /// <param name="secret">What must not be kept; null for nothing.</param>
    internal void Finish(Timestamp at, Secret? secret = null)
    {
        if (_output is not null)
            return;
        Ended = at;
        _output = Output;
        ArrayPool<byte>.Shared.Return(_text);
        (_text, _textLength) = ([], 0);
        var tokens = _tokens;
        _tokens = tokens.AsSpan(0, _tokenCount).ToArray();
        ArrayPool<Timestamp>.Shared.Return(tokens);
        if (Error is not null)
            Error = ServerWords.Clean(Error, secret, LongestError);
        if (FinishReason is { Length: > LongestFinishReason })
            FinishReason = FinishReason[..LongestFinishReason];
        if (secret is { IsDistinctive: true }) // a placeholder may be a word of the answer
            (_output, FinishReason) = (secret.Remove(_output), FinishReason is null ? null : secret.Remove(FinishReason));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    private void AddToken(Timestamp at)
    {
        if (_tokenCount == _tokens.Length)
            Grow(ref _tokens, _tokenCount, Math.Max(FewTokens, _tokenCount * 2));
        _tokens[_tokenCount++] = at;
    }

    private static void Grow<T>(ref T[] array, int used, int needed)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, used * 2));
        array.AsSpan(0, used).CopyTo(larger);
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
