using System.Buffers.Text;
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
    private const int MostExactDigits = 15; // so many digits, and powers of ten up to the 22nd, are doubles exactly: one division rounds right (Clinger 1990, doi:10.1145/93542.93557)

    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private readonly List<(byte[] Name, int Number)> _channels = [];
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
        if (!Take(ref line, "{\"time_ns\":"u8) || !TakeNumber(ref line, out var time, out _, out var isWhole) || !isWhole
            || !Take(ref line, ",\"channel\":\""u8) || !TakeChannel(ref line, out var channel) || !Take(ref line, "\",\"reading\":"u8))
            return false;
        var reading = double.NaN;
        if (!Take(ref line, "null"u8) && !TakeNumber(ref line, out _, out reading, out _))
            return false;
        if (!line.SequenceEqual("}"u8))
            return false;
        table.Add(channel, time, reading);
        return true;
    }

    /// <summary>A channel that was met before; they come in turn, so that the next is looked at first.</summary>
    private bool TakeChannel(ref ReadOnlySpan<byte> line, out int number)
    {
        number = -1;
        var end = line.IndexOf((byte)'"');
        if (end < 0)
            return false;
        for (var i = 0; i < _channels.Count; i++)
        {
            var at = _next + i < _channels.Count ? _next + i : _next + i - _channels.Count;
            if (!line[..end].SequenceEqual(_channels[at].Name))
                continue;
            number = _channels[at].Number;
            _next = at + 1 < _channels.Count ? at + 1 : 0;
            line = line[end..];
            return true;
        }

        return false;
    }

    /// <summary>Remembers a name that is written in JSON as it is.</summary>
    private void Learn(string channel)
    {
        var bytes = Encoding.UTF8.GetBytes(channel);
        if (Array.TrueForAll(bytes, b => b is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\') && !_channels.Exists(c => c.Name.AsSpan().SequenceEqual(bytes)))
            _channels.Add((bytes, table.Number(channel)));
    }

    private static bool Take(ref ReadOnlySpan<byte> line, ReadOnlySpan<byte> text)
    {
        if (!line.StartsWith(text))
            return false;
        line = line[text.Length..];
        return true;
    }

    /// <summary>A number without exponent; false for any other, and for one too long for its kind.</summary>
    private static bool TakeNumber(ref ReadOnlySpan<byte> line, out long whole, out double real, out bool isWhole)
    {
        (whole, real, isWhole) = (0, 0, true);
        var at = line.Length > 0 && line[0] == '-' ? 1 : 0;
        var (first, digits, point) = (at, 0, -1);
        for (; at < line.Length; at++)
        {
            var one = (uint)line[at] - '0';
            if (one <= 9)
            {
                if (++digits > 18)
                    return false;
                whole = (whole * 10) + one;
            }
            else if (line[at] == '.' && point < 0 && digits > 0)
            {
                point = at;
            }
            else
            {
                break;
            }
        }

        var isNegative = first == 1;
        var ofWhole = point < 0 ? digits : point - first;
        if (digits == 0 || (ofWhole > 1 && line[first] == '0') || point == at - 1 || (at < line.Length && line[at] is (byte)'e' or (byte)'E' or (byte)'.'))
            return false; // no JSON, or one with an exponent
        if (digits <= MostExactDigits)
            real = whole / PowersOfTen[digits - ofWhole] * (isNegative ? -1 : 1);
        else if (!Utf8Parser.TryParse(line[..at], out real, out var used) || used != at)
            return false;
        isWhole = point < 0;
        whole = isNegative ? -whole : whole;
        line = line[at..];
        return true;
    }
}
