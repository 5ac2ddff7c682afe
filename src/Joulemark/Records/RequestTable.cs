using System.Collections;
using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>
/// Request records in little memory: a million of them in about 200 MB instead of a gigabyte. Each is stored flat, its token
/// times as differences, and made into a record when it is looked at, so walk through it once rather than often. The text
/// of the answers is not kept: <c>requests.jsonl</c> has it, and no figure is made from it.
/// </summary>
internal sealed class RequestTable : IReadOnlyList<RequestRecord>
{
    private const int RowsPerPage = 4096;
    private const int Nothing = int.MinValue; // counts and numbers are never so

    private readonly List<Row[]> _pages = [];
    private readonly PackedTimes.Store _times = new();
    private readonly List<string?> _texts = [null];
    private readonly Dictionary<string, int> _textNumbers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <summary>Bytes that the records take, texts left out.</summary>
    internal long Bytes => ((long)_pages.Count * RowsPerPage * System.Runtime.CompilerServices.Unsafe.SizeOf<Row>()) + _times.Bytes;

    /// <inheritdoc/>
    public RequestRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Unpack(in _pages[index / RowsPerPage][index % RowsPerPage]);
        }
    }

    /// <summary>Numbers of the requests of a configuration, found without making records of them.</summary>
    public IReadOnlyList<int> Of(string configuration)
    {
        var own = new List<int>(Count);
        var text = _textNumbers.GetValueOrDefault(configuration, -1);
        for (var i = 0; i < Count; i++)
        {
            if (_pages[i / RowsPerPage][i % RowsPerPage].Configuration == text)
                own.Add(i);
        }

        return own;
    }

    /// <summary>Takes a record in.</summary>
    public void Add(RequestRecord request)
    {
        if (Count % RowsPerPage == 0)
            _pages.Add(new Row[RowsPerPage]);
        _pages[^1][Count % RowsPerPage] = Pack(request);
        Count++;
    }

    /// <inheritdoc/>
    public IEnumerator<RequestRecord> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static long At(Timestamp? time) => time?.Nanoseconds ?? long.MinValue;

    private static Timestamp? TimeOf(long nanoseconds) => nanoseconds == long.MinValue ? null : new Timestamp(nanoseconds);

    private static int? NumberOf(int number) => number == Nothing ? null : number;

    private static double? RealOf(double number) => double.IsNaN(number) ? null : number;

    private Row Pack(RequestRecord r) => new()
    {
        Configuration = Number(r.Configuration),
        Stage = r.Stage,
        Flags = (byte)((r.Resent ? 1 : 0) | (r.ExactTokens ? 2 : 0) | (r.OnlyReasoning ? 4 : 0)),
        Repeat = r.Repeat,
        Item = r.Item,
        Conversation = r.Conversation ?? Nothing,
        Turn = r.Turn,
        Query = r.Query ?? Nothing,
        RequestedTokens = r.RequestedTokens ?? Nothing,
        Scheduled = r.Scheduled.Nanoseconds,
        Sent = r.Sent.Nanoseconds,
        Headers = At(r.Headers),
        FirstByte = At(r.FirstByte),
        FirstEvent = At(r.FirstEvent),
        FirstToken = At(r.FirstToken),
        FirstAnswer = At(r.FirstAnswer),
        LastToken = At(r.LastToken),
        Ended = r.Ended.Nanoseconds,
        Tokens = _times.Add(r.Tokens),
        TokenCount = r.Tokens.Count,
        PromptTokens = r.Usage?.PromptTokens ?? Nothing,
        CompletionTokens = r.Usage?.CompletionTokens ?? Nothing,
        CachedTokens = r.Usage?.CachedTokens ?? Nothing,
        ReasoningTokens = r.Usage?.ReasoningTokens ?? Nothing,
        LocalOutputTokens = r.LocalOutputTokens ?? Nothing,
        LocalPromptTokens = r.LocalPromptTokens ?? Nothing,
        RetryAfter = r.RetryAfterSeconds ?? double.NaN,
        FinishReason = Number(r.FinishReason),
        Score = r.Score ?? double.NaN,
        ExitCode = r.ExitCode ?? Nothing,
        Error = Number(r.Error),
        ErrorKind = Number(r.ErrorKind),
    };

    private RequestRecord Unpack(in Row r) => new()
    {
        Configuration = _texts[r.Configuration]!,
        Stage = r.Stage,
        Resent = (r.Flags & 1) != 0,
        ExactTokens = (r.Flags & 2) != 0,
        OnlyReasoning = (r.Flags & 4) != 0,
        Repeat = r.Repeat,
        Item = r.Item,
        Conversation = NumberOf(r.Conversation),
        Turn = r.Turn,
        Query = NumberOf(r.Query),
        RequestedTokens = NumberOf(r.RequestedTokens),
        Scheduled = new Timestamp(r.Scheduled),
        Sent = new Timestamp(r.Sent),
        Headers = TimeOf(r.Headers),
        FirstByte = TimeOf(r.FirstByte),
        FirstEvent = TimeOf(r.FirstEvent),
        FirstToken = TimeOf(r.FirstToken),
        FirstAnswer = TimeOf(r.FirstAnswer),
        LastToken = TimeOf(r.LastToken),
        Ended = new Timestamp(r.Ended),
        Tokens = _times.Get(r.Tokens, r.TokenCount),
        Usage = r.CompletionTokens == Nothing ? null
            : new TokenUsage(r.PromptTokens, r.CompletionTokens, NumberOf(r.CachedTokens), NumberOf(r.ReasoningTokens)),
        LocalOutputTokens = NumberOf(r.LocalOutputTokens),
        LocalPromptTokens = NumberOf(r.LocalPromptTokens),
        RetryAfterSeconds = RealOf(r.RetryAfter),
        FinishReason = _texts[r.FinishReason],
        Score = RealOf(r.Score),
        ExitCode = NumberOf(r.ExitCode),
        Error = _texts[r.Error],
        ErrorKind = _texts[r.ErrorKind],
    };

    /// <summary>Few texts come often: names, reasons, errors. Each is kept once.</summary>
    private int Number(string? text)
    {
        if (text is null)
            return 0;
        if (!_textNumbers.TryGetValue(text, out var number))
        {
            _textNumbers[text] = number = _texts.Count;
            _texts.Add(text);
        }

        return number;
    }

    private struct Row
    {
        public long Scheduled;
        public long Sent;
        public long Headers;
        public long FirstByte;
        public long FirstEvent;
        public long FirstToken;
        public long FirstAnswer;
        public long LastToken;
        public long Ended;
        public long Tokens;
        public double RetryAfter;
        public double Score;
        public int TokenCount;
        public int Configuration;
        public int Repeat;
        public int Item;
        public int Conversation;
        public int Turn;
        public int Query;
        public int RequestedTokens;
        public int PromptTokens;
        public int CompletionTokens;
        public int CachedTokens;
        public int ReasoningTokens;
        public int LocalOutputTokens;
        public int LocalPromptTokens;
        public int FinishReason;
        public int ExitCode;
        public int Error;
        public int ErrorKind;
        public Stage Stage;
        public byte Flags;
    }
}
