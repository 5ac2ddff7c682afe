using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Joulemark.Diagnostics;

namespace Joulemark.Storage.Import;

/// <summary>
/// Reads JSON from a file token by token in pieces, so that a result of hundreds of megabytes needs no more memory than its
/// longest single value. Several documents may follow one another. A byte order mark is passed over, and NaN is missing.
/// </summary>
internal sealed class JsonStream : IDisposable
{
    private const int FirstBuffer = 64 * 1024;
    private const int MostOfMessage = 100;
    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = 128 };

    private readonly string _path;
    private readonly FileStream _file;
    private readonly NumberWords _words = new();
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start; // of what is not read yet
    private int _ready; // end of what can be read
    private int _end; // end of what is there: a word may be cut off between
    private long _offset; // of the buffer's first byte in the file
    private bool _isLast;
    private JsonReaderState _state = new(Options);
    private (int Start, JsonReaderState State) _before; // where the present token was begun
    private (int Start, int Length, bool Escaped) _value;

    /// <summary>Opens a file at a place where a value begins.</summary>
    public JsonStream(string path, long offset = 0)
    {
        _path = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0) { Position = offset };
        _offset = offset;
        Fill();
        if (offset == 0 && _buffer.AsSpan(0, _ready).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            _start = 3;
    }

    /// <summary>What the present token is.</summary>
    public JsonTokenType Token { get; private set; }

    /// <summary>How many objects and arrays the present token lies in.</summary>
    public int Depth { get; private set; }

    /// <summary>Where in the file the present token begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long BytesRead => _offset + _end;

    /// <summary>Values so far that were NaN or infinite, which JSON has not.</summary>
    public int NumbersMissing => _words.Found;

    /// <summary>Goes to the next token; false at the end of the file.</summary>
    /// <exception cref="JoulemarkException">JM4052: it is no JSON, or it is cut off.</exception>
    public bool Read()
    {
        while (true)
        {
            var span = _buffer.AsSpan(_start, _ready - _start);
            var reader = new Utf8JsonReader(span, _isLast, _state);
            try
            {
                if (reader.Read())
                {
                    _before = (_start, _state);
                    Token = reader.TokenType;
                    Depth = reader.CurrentDepth;
                    Offset = _offset + _start + reader.TokenStartIndex;
                    var quote = Token is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0;
                    _value = (_start + (int)reader.TokenStartIndex + quote, reader.ValueSpan.Length, reader.ValueIsEscaped);
                    _start += (int)reader.BytesConsumed;
                    _state = reader.CurrentState;
                    return true;
                }
            }
            catch (JsonException e)
            {
                throw Bad(span, _state, e);
            }

            if (_isLast)
                return false;
            Fill();
        }
    }

    /// <summary>True where the present token is a property of this name.</summary>
    public bool IsProperty(ReadOnlySpan<byte> name) => Token == JsonTokenType.PropertyName && !_value.Escaped && Value.SequenceEqual(name);

    /// <summary>The present token's text; null where it has none.</summary>
    public string? Text => Token is JsonTokenType.String or JsonTokenType.PropertyName
        ? _value.Escaped ? Unescape() : Encoding.UTF8.GetString(Value)
        : null;

    /// <summary>The present token's number; null where it is none.</summary>
    public double? Number => Token == JsonTokenType.Number && Utf8Parser.TryParse(Value, out double number, out var used) && used == Value.Length && double.IsFinite(number)
        ? number : null;

    /// <summary>Passes over the object or array that begins here; over nothing where none does.</summary>
    public void Skip()
    {
        if (Token is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        var depth = Depth;
        while (Read() && Depth > depth)
        {
        }
    }

    /// <summary>Reads the value that begins here as a whole.</summary>
    public JsonElement ReadValue()
    {
        while (true)
        {
            var span = _buffer.AsSpan(_before.Start, _ready - _before.Start);
            var reader = new Utf8JsonReader(span, _isLast, _before.State);
            try
            {
                reader.Read();
                var begin = (int)reader.TokenStartIndex;
                if (reader.TrySkip())
                {
                    var length = (int)reader.BytesConsumed - begin;
                    _start = _before.Start + (int)reader.BytesConsumed;
                    _state = reader.CurrentState;
                    (Token, Depth) = (reader.TokenType, reader.CurrentDepth);
                    return JsonElement.Parse(span.Slice(begin, length), new JsonDocumentOptions { MaxDepth = Options.MaxDepth });
                }
            }
            catch (JsonException e)
            {
                throw Bad(span, _before.State, e);
            }

            _start = _before.Start; // keep the value's beginning
            Fill();
            _before.Start = _start;
        }
    }

    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> Value => _buffer.AsSpan(_value.Start, _value.Length);

    private string? Unescape()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_value.Start - 1, _value.Length + 2));
        reader.Read();
        return reader.GetString();
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _offset += _start;
        (_ready, _end, _start) = (_ready - _start, _end - _start, 0);
        if (_buffer.Length - _end < FirstBuffer / 2)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = _file.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isLast = read == 0;
        _ready += _words.Hide(_buffer.AsSpan(_ready, _end - _ready), _isLast);
    }

    /// <summary>A file that ends too early is whole as far as it goes: more could follow. Anything else is no JSON.</summary>
    private JoulemarkException Bad(ReadOnlySpan<byte> span, JsonReaderState state, JsonException e)
    {
        var place = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
        return IsCutOff(span, state)
            ? ImportProblem.Of("JM4052", $"'{_path}' is cut off: it ends in the middle of a value ({place})", "Copy it again, or let the tool finish writing it.")
            : ImportProblem.Of("JM4052", $"'{_path}' is not JSON at {place}: {InShort(e)}", "Give the file as the tool wrote it.");
    }

    /// <summary>What is wrong with it; the parser may quote the rest of the file.</summary>
    internal static string InShort(JsonException e)
    {
        var line = e.Message.Split('\n')[0].Split(". LineNumber", StringSplitOptions.None)[0];
        return line.Length <= MostOfMessage ? line : line[..MostOfMessage] + "…";
    }

    private bool IsCutOff(ReadOnlySpan<byte> span, JsonReaderState state)
    {
        if (!_isLast)
            return false;
        var reader = new Utf8JsonReader(span, isFinalBlock: false, state);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
