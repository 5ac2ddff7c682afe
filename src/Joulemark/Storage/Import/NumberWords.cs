namespace Joulemark.Storage.Import;

/// <summary>
/// Hides the words that Python's json module writes and JSON does not know, <c>NaN</c>, <c>Infinity</c> and
/// <c>-Infinity</c>, behind an empty string of the same length, so that a value that is no number is read as missing.
/// Works in place on a file's bytes as they come, in pieces of any length.
/// </summary>
internal sealed class NumberWords
{
    /// <summary>Length of the longest word: as many bytes must be there before one can be told.</summary>
    public const int Longest = 9;

    private bool _inString;
    private bool _escaped;

    /// <summary>Words found so far.</summary>
    public int Found { get; private set; }

    /// <summary>Works on the bytes that came, and says how many of them are done with: the rest may be the start of a word.</summary>
    public int Hide(Span<byte> bytes, bool isLast)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (_inString)
            {
                if (_escaped)
                    _escaped = false;
                else if (b == '\\')
                    _escaped = true;
                else if (b == '"')
                    _inString = false;
                continue;
            }

            if (b == '"')
                _inString = true;
            if (b is not ((byte)'N' or (byte)'I' or (byte)'-'))
                continue;
            if (bytes.Length - i < Longest && !isLast)
                return i;
            var length = WordAt(bytes[i..]);
            if (length == 0)
                continue;
            Found++;
            bytes.Slice(i, length).Fill((byte)' ');
            bytes[i] = bytes[i + 1] = (byte)'"';
            i += length - 1;
        }

        return bytes.Length;
    }

    private static int WordAt(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("NaN"u8) ? 3 : bytes.StartsWith("Infinity"u8) ? 8 : bytes.StartsWith("-Infinity"u8) ? Longest : 0;
}
