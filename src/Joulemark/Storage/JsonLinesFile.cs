using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Joulemark.Storage;

/// <summary>An append-only JSON-lines file. Each line is handed to the system whole, so that a crash loses nothing written.</summary>
internal sealed class JsonLinesFile<T> : IDisposable
{
    private readonly FileStream _file;
    private readonly JsonTypeInfo<T> _type;
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json;

    public JsonLinesFile(string path, JsonTypeInfo<T> type)
    {
        _type = type;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _json = new Utf8JsonWriter(_line);
    }

    public void Write(T value)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        JsonSerializer.Serialize(_json, value, _type);
        _json.Flush();
        _line.Write("\n"u8);
        _file.Write(_line.WrittenSpan);
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
