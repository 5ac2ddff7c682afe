using System.Text.Json;

namespace Joulemark.Workloads.Data;

/// <summary>
/// Reads the entries of one long array of a JSON file one after the other, without the file in memory: the file is the
/// array, or an object that holds it under a name.
/// </summary>
internal sealed class JsonEntries(Stream file, string? property)
{
    private const int FirstSize = 1 << 16;
    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _length;
    private bool _isEnd;
    private JsonReaderState _state;
    private bool _isInside;
    private long _passedLine = 1;
    private long _passedColumn = 1;

    /// <summary>Line on which the last entry starts, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Column at which the last entry starts, from 1, in bytes.</summary>
    public long Column { get; private set; } = 1;

    /// <summary>Reads the next entry.</summary>
    /// <returns>False at the array's end.</returns>
    /// <exception cref="JsonException">The file is no JSON, or holds no such array.</exception>
    public bool TryNext(out JsonElement entry)
    {
        entry = default;
        if (!_isInside)
        {
            while (!Enter())
                Fill();
            _isInside = true;
        }

        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _length), _isEnd, _state);
            if (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndArray)
                    return false;
                var before = reader;
                if (reader.TrySkip())
                {
                    Pass((int)before.TokenStartIndex);
                    var size = (int)(reader.BytesConsumed - before.TokenStartIndex);
                    entry = JsonElement.Parse(_buffer.AsSpan(_start, size));
                    _state = reader.CurrentState;
                    Pass(size, moves: false);
                    return true;
                }
            }

            Fill();
        }
    }

    /// <summary>Goes to the first entry; false where more of the file is needed to see it.</summary>
    private bool Enter()
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF]; // some editors put it before the text
        if (_length < mark.Length && !_isEnd)
            return false;
        if (_buffer.AsSpan(_start, _length).StartsWith(mark))
            (_start, _length) = (_start + mark.Length, _length - mark.Length);
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _length), _isEnd, _state);
        var (begins, isFound) = (true, false);
        while (reader.Read())
        {
            if (begins && property is not null && reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException($"the file is no JSON object with \"{property}\"", null, 0, 0);
            if (reader.TokenType == JsonTokenType.StartArray && (property is null ? begins : isFound))
            {
                _state = reader.CurrentState;
                Pass((int)reader.BytesConsumed);
                return true;
            }

            if (begins && property is null)
                throw new JsonException("the file is no JSON array", null, 0, 0);
            begins = false;
            isFound = reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(property);
            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0)
                throw new JsonException($"the file has no array \"{property}\"", null, 0, 0);
        }

        return false;
    }

    /// <summary>Goes past bytes of the buffer, and counts lines.</summary>
    private void Pass(int bytes, bool moves = true)
    {
        var passed = _buffer.AsSpan(_start, bytes);
        var lines = passed.Count((byte)'\n');
        _passedLine += lines;
        _passedColumn = lines > 0 ? bytes - passed.LastIndexOf((byte)'\n') : _passedColumn + bytes;
        if (moves)
            (Line, Column) = (_passedLine, _passedColumn);
        _start += bytes;
        _length -= bytes;
    }

    private void Fill()
    {
        if (_isEnd)
            throw new JsonException("the file ends too early", null, _passedLine - 1, _passedColumn - 1);
        if (_start > 0)
            _buffer.AsSpan(_start, _length).CopyTo(_buffer);
        _start = 0;
        if (_length == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = file.Read(_buffer.AsSpan(_length));
        _length += read;
        _isEnd = read == 0;
    }
}
