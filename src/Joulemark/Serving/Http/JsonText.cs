using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Joulemark.Serving.Http;

/// <summary>
/// Text out of JSON that may be broken. Servers cut characters apart between two events, as half surrogate pairs
/// (<c>\ud83d</c>) or as bytes that are no UTF-8 by themselves, and what the framework's reader throws at would lose the
/// event. Bytes stay what they are, so that a character whose bytes come in two events is whole in the answer; half a pair
/// becomes U+FFFD.
/// </summary>
internal static class JsonText
{
    private const int EscapeLength = 6; // \uXXXX

    /// <summary>Copies the text of a string token, unescaped.</summary>
    /// <param name="json">A reader at the string.</param>
    /// <param name="destination">At least as long as the token's raw value.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Copy(in Utf8JsonReader json, Span<byte> destination)
    {
        var raw = json.ValueSpan;
        if (!json.ValueIsEscaped)
        {
            raw.CopyTo(destination);
            return raw.Length;
        }

        var written = 0;
        while (raw.IndexOf((byte)'\\') is var plain and >= 0)
        {
            raw[..plain].CopyTo(destination[written..]);
            written += plain;
            raw = raw[plain..];
            raw = raw[Unescape(raw, destination, ref written)..];
        }

        raw.CopyTo(destination[written..]);
        return written + raw.Length;
    }

    /// <summary>The text of a string token.</summary>
    public static string Read(in Utf8JsonReader json)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        var text = Encoding.UTF8.GetString(buffer, 0, Copy(json, buffer));
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    /// <summary>Writes what one escape stands for; gives the escape's length. The reader has checked its form.</summary>
    private static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination, ref int written)
    {
        if (raw[1] != (byte)'u')
        {
            destination[written++] = raw[1] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'t' => (byte)'\t',
                (byte)'r' => (byte)'\r',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                var itself => itself, // quote, backslash, slash
            };
            return 2;
        }

        var unit = Unit(raw);
        var length = EscapeLength;
        if (!Rune.TryCreate(unit, out var rune))
        {
            var isPair = raw.Length >= 2 * EscapeLength && raw[EscapeLength] == (byte)'\\' && raw[EscapeLength + 1] == (byte)'u'
                && Rune.TryCreate(unit, Unit(raw[EscapeLength..]), out rune);
            if (isPair)
                length = 2 * EscapeLength;
            else
                rune = Rune.ReplacementChar;
        }

        written += rune.EncodeToUtf8(destination[written..]);
        return length;
    }

    private static char Unit(ReadOnlySpan<byte> escape) => (char)ushort.Parse(escape[2..EscapeLength], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
