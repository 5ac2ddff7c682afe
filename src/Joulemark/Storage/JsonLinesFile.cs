using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Joulemark.Storage;

/// <summary>
/// An append-only JSON-lines file. Lines are handed to the system whole, those that came together at once, so that a crash
/// loses nothing written and a sweep of many meters costs one write.
/// </summary>
internal sealed class JsonLinesFile<T> : IDisposable
{
    private readonly FileStream _file;
    private readonly JsonTypeInfo<T> _type;
    private readonly ArrayBufferWriter<byte> _lines = new(4096);
    private readonly Utf8JsonWriter _json;

    public JsonLinesFile(string path, JsonTypeInfo<T> type)
    {
        _type = type;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _json = new Utf8JsonWriter(_lines);
    }

    public void Write(T value)
    {
        _json.Reset();
        JsonSerializer.Serialize(_json, value, _type);
        _json.Flush();
        _lines.Write("\n"u8);
    }

    /// <summary>Hands the lines over to the system.</summary>
    public void Flush()
    {
        if (_lines.WrittenCount == 0)
            return;
        _file.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
