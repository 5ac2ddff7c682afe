using System.Text;
using System.Text.Json;
using Joulemark.Records;

namespace Joulemark.Storage;

/// <summary>
/// Reads lines of samples as Joulemark writes them, character by character: a long run has ten million. A line in any other
/// shape, which may be JSON all the same, is left to the serializer, so that what can be read and what is damage is its say.
/// </summary>
/// <param name="table">What takes the samples in.</param>
internal sealed class SampleLine(SampleTable table)
{
    private readonly List<(byte[] Name, int Number)> _channels = []; // names as they are written
    private int _next;

    /// <summary>Takes a line in.</summary>
    /// <exception cref="JsonException">It is no sample.</exception>
    public void Read(ReadOnlySpan<byte> line)
    {
        if (TryRead(line))
            return;
        var sample = JsonSerializer.Deserialize(line, RecordJson.Default.MeterSample);
        Learn(sample.Channel ?? throw new JsonException("A sample without a channel."));
        table.Add(sample);
    }

    private bool TryRead(ReadOnlySpan<byte> line)
    {
        var cursor = new JsonCursor(line);
        if (!cursor.Take("{\"time_ns\":"u8) || !cursor.TakeWhole(out var time)
            || !cursor.Take(",\"channel\":"u8) || !cursor.TakeText(out var name) || Number(name) is not { } channel || !cursor.Take(",\"reading\":"u8))
            return false;
        var reading = double.NaN;
        if ((!cursor.Take("null"u8) && !cursor.TakeReal(out reading)) || !cursor.Take("}"u8) || !cursor.IsAtEnd)
            return false;
        table.Add(channel, time, reading);
        return true;
    }

    /// <summary>Number of a channel that was met before; they come in turn, so that the next is looked at first.</summary>
    private int? Number(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _channels.Count; i++)
        {
            var at = _next + i < _channels.Count ? _next + i : _next + i - _channels.Count;
            if (!name.SequenceEqual(_channels[at].Name))
                continue;
            _next = at + 1 < _channels.Count ? at + 1 : 0;
            return _channels[at].Number;
        }

        return null;
    }

    /// <summary>Remembers a name that is written in JSON as it is.</summary>
    private void Learn(string channel)
    {
        var bytes = Encoding.UTF8.GetBytes($"\"{channel}\"");
        if (channel.All(c => c is >= ' ' and < (char)0x7F and not '"' and not '\\') && !_channels.Exists(c => c.Name.AsSpan().SequenceEqual(bytes)))
            _channels.Add((bytes, table.Number(channel)));
    }
}
