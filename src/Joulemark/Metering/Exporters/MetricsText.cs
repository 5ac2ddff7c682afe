using System.Globalization;
using System.Text;

namespace Joulemark.Metering.Exporters;

/// <summary>
/// Reads the Prometheus text format 0.0.4 and OpenMetrics 1.0, from UTF-8 as it comes. Strict about what it keeps: a line
/// with anything odd in it gives no sample. Tolerant about what it skips: comments, types, exemplars, other people's errors.
/// </summary>
internal static class MetricsText
{
    /// <summary>Says whether samples of a metric are wanted; the others cost next to nothing.</summary>
    public delegate bool NameFilter(ReadOnlySpan<byte> name);

    /// <summary>Reads a page. Never throws.</summary>
    /// <param name="page">The page.</param>
    /// <param name="openMetrics">True for OpenMetrics, whose timestamps are seconds; those of 0.0.4 are milliseconds.</param>
    /// <param name="wanted">Which metrics; null for all.</param>
    public static MetricsPage Parse(ReadOnlySpan<byte> page, bool openMetrics, NameFilter? wanted = null)
    {
        var samples = new List<MetricSample>();
        var (lines, malformed, ended) = (0, 0, false);
        while (!page.IsEmpty && !ended)
        {
            var end = page.IndexOf((byte)'\n');
            var line = (end < 0 ? page : page[..end]).Trim(" \t\r"u8);
            page = end < 0 ? [] : page[(end + 1)..];
            if (line.IsEmpty)
                continue;
            if (line[0] == '#')
            {
                ended = line.SequenceEqual("# EOF"u8);
                continue;
            }

            var name = Name(line, out var isBare);
            if (isBare && wanted is not null && !wanted(name))
            {
                lines++;
                continue;
            }

            if (Sample(line, name, openMetrics) is not { } sample)
            {
                malformed++;
                continue;
            }

            lines++;
            if (wanted is null || wanted(Encoding.UTF8.GetBytes(sample.Name)))
                samples.Add(sample);
        }

        return new MetricsPage(samples, lines, malformed, ended);
    }

    /// <summary>What stands before the braces; nothing where the name is a quoted string inside them.</summary>
    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> line, out bool isBare)
    {
        var end = line.IndexOfAny("{ \t"u8);
        var name = end < 0 ? [] : line[..end];
        isBare = IsName(name);
        return isBare ? name : [];
    }

    private static MetricSample? Sample(ReadOnlySpan<byte> line, ReadOnlySpan<byte> bareName, bool openMetrics)
    {
        var rest = line[bareName.Length..].TrimStart(" \t"u8);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var name = Encoding.UTF8.GetString(bareName);
        if (rest is [(byte)'{', ..])
        {
            rest = rest[1..];
            if (!ReadLabels(ref rest, labels, ref name))
                return null;
        }

        if (name.Length == 0 || !TryNumber(Word(ref rest), out var value))
            return null;
        double? time = null;
        if (Word(ref rest) is { IsEmpty: false } second && second[0] != '#')
        {
            if (!TryNumber(second, out var at) || !double.IsFinite(at))
                return null;
            time = openMetrics ? at : at / 1e3;
            second = Word(ref rest);
            if (!second.IsEmpty && second[0] != '#')
                return null;
        }

        return new MetricSample(name, labels, value, time);
    }

    /// <summary>Reads what is between the braces, and the brace that closes them.</summary>
    private static bool ReadLabels(ref ReadOnlySpan<byte> rest, Dictionary<string, string> labels, ref string name)
    {
        while (true)
        {
            rest = rest.TrimStart(" \t"u8);
            if (rest.IsEmpty)
                return false;
            if (rest[0] == '}')
            {
                rest = rest[1..];
                return true;
            }

            if (!ReadLabel(ref rest, labels, ref name))
                return false;
            rest = rest.TrimStart(" \t"u8);
            if (rest is [(byte)',', ..])
                rest = rest[1..];
            else if (rest is not [(byte)'}', ..])
                return false;
        }
    }

    private static bool ReadLabel(ref ReadOnlySpan<byte> rest, Dictionary<string, string> labels, ref string name)
    {
        string? key;
        if (rest[0] == '"')
        {
            key = Quoted(ref rest);
        }
        else
        {
            var end = rest.IndexOfAny("= \t"u8);
            key = end > 0 && IsName(rest[..end]) ? Encoding.UTF8.GetString(rest[..end]) : null;
            rest = end > 0 ? rest[end..] : [];
        }

        rest = rest.TrimStart(" \t"u8);
        if (key is not { Length: > 0 })
            return false;
        if (rest is not [(byte)'=', ..])
        {
            // A string by itself is the metric's name, in the notation for names outside the old alphabet.
            var free = name.Length == 0;
            name = free ? key : name;
            return free;
        }

        rest = rest[1..].TrimStart(" \t"u8);
        return Quoted(ref rest) is { } text && key[0] != '~' && labels.TryAdd(key, text);
    }

    /// <summary>Reads a string in double quotes with its escapes; null when it does not end.</summary>
    private static string? Quoted(ref ReadOnlySpan<byte> rest)
    {
        if (rest is not [(byte)'"', ..])
            return null;
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
            {
                i++;
            }
            else if (rest[i] == '"')
            {
                var text = Encoding.UTF8.GetString(rest[1..i]);
                rest = rest[(i + 1)..];
                return text.Contains('\\', StringComparison.Ordinal) ? Unescape(text) : text;
            }
        }

        return null;
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
                plain.Append(text[i]);
            else
                plain.Append(text[++i] switch { 'n' => "\n", '"' => "\"", '\\' => "\\", var other => $"\\{other}" });
        }

        return plain.ToString();
    }

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t"u8);
        var end = rest.IndexOfAny(" \t"u8);
        var word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return word;
    }

    private static bool TryNumber(ReadOnlySpan<byte> word, out double value)
    {
        if (double.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value))
            return true;
        value = word.Length switch
        {
            3 or 4 when Ascii.EqualsIgnoreCase(word.TrimStart((byte)'+'), "Inf"u8) => double.PositiveInfinity,
            4 when Ascii.EqualsIgnoreCase(word, "-Inf"u8) => double.NegativeInfinity,
            _ => double.NaN,
        };
        return !double.IsNaN(value);
    }

    /// <summary>The old alphabet of names; label names are a part of it.</summary>
    private static bool IsName(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit((char)text[0]))
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'_' or (byte)':'))
                return false;
        }

        return true;
    }
}
