using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Joulemark.Storage;

/// <summary>
/// A place in a line of JSON as Joulemark writes it, without white space, for lines that there are millions of. Whatever it takes is
/// valid JSON; what it does not take may be so all the same, and is for the serializer to judge.
/// </summary>
/// <param name="line">The line.</param>
internal ref struct JsonCursor(ReadOnlySpan<byte> line)
{
    private const int MostDigits = 18; // so many always fit a long
    private const int MostExactDigits = 15; // so many digits, and powers of ten up to the 22nd, are doubles exactly: one division rounds right (Clinger 1990, doi:10.1145/93542.93557)

    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    private static readonly SearchValues<byte> EndsOfPlainText = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, ' ').Select(b => (byte)b)]);

    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    /// <summary>True at the end of the line.</summary>
    public readonly bool IsAtEnd => _at == _line.Length;

    /// <summary>Takes what is written so and not otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // so that a constant is compared in a step or two
    public bool Take(ReadOnlySpan<byte> text)
    {
        if (!_line[_at..].StartsWith(text))
            return false;
        _at += text.Length;
        return true;
    }

    /// <summary>Takes a text, and gives it as it is written, with its quotation marks and any escapes.</summary>
    public bool TakeText(out ReadOnlySpan<byte> written)
    {
        var start = _at;
        written = [];
        if (!Take("\""u8))
            return false;
        while (_line[_at..].IndexOfAny(EndsOfPlainText) is >= 0 and var length)
        {
            _at += length + 1;
            switch (_line[_at - 1])
            {
                case (byte)'"':
                    written = _line[start.._at];
                    return true;
                case (byte)'\\' when TakeEscape():
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Takes a whole number.</summary>
    public bool TakeWhole(out long whole) => TakeNumber(out whole, out _, out var digitsAfterPoint, out _) && digitsAfterPoint < 0;

    /// <summary>Takes a number without exponent; false for any other, and for one too long for its kind.</summary>
    public bool TakeReal(out double real)
    {
        var start = _at;
        real = 0;
        if (!TakeNumber(out var whole, out var digits, out var digitsAfterPoint, out var isNegative))
            return false;
        if (digits > MostExactDigits)
            return Utf8Parser.TryParse(_line[start.._at], out real, out var used) && used == _at - start;
        real = Math.Abs(whole) / PowersOfTen[Math.Max(0, digitsAfterPoint)] * (isNegative ? -1 : 1);
        return true;
    }

    /// <summary>The digits of a number as a whole one; of those after its point −1 where it has none.</summary>
    private bool TakeNumber(out long whole, out int digits, out int digitsAfterPoint, out bool isNegative)
    {
        isNegative = Take("-"u8);
        (whole, digits, digitsAfterPoint) = (0, 0, -1);
        var (first, point) = (_at, -1);
        for (; _at < _line.Length; _at++)
        {
            var one = (uint)_line[_at] - '0';
            if (one <= 9)
            {
                if (++digits > MostDigits)
                    return false;
                whole = (whole * 10) + one;
            }
            else if (_line[_at] == '.' && point < 0 && digits > 0)
            {
                point = _at;
            }
            else
            {
                break;
            }
        }

        var ofWhole = point < 0 ? digits : point - first;
        if (digits == 0 || (ofWhole > 1 && _line[first] == '0') || point == _at - 1 || (_at < _line.Length && _line[_at] is (byte)'e' or (byte)'E' or (byte)'.'))
            return false; // no JSON, or one with an exponent
        digitsAfterPoint = point < 0 ? -1 : digits - ofWhole;
        whole = isNegative ? -whole : whole;
        return true;
    }

    private bool TakeEscape()
    {
        if (IsAtEnd)
            return false;
        var one = _line[_at++];
        if (one != 'u')
            return "\"\\/bfnrt"u8.Contains(one);
        for (var end = _at + 4; _at < end; _at++)
        {
            if (IsAtEnd || !char.IsAsciiHexDigit((char)_line[_at]))
                return false;
        }

        return true;
    }
}
