using System.Globalization;
using System.Text;
using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>Writes the effective values of a run as a spec that can be run again.</summary>
internal static class SpecText
{
    public static string Of(RunHeader header)
    {
        if (header.Configurations.Count == 0)
            return "";
        var factors = header.Configurations.SelectMany(c => c.Factors.Keys).Distinct(StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        var open = Array.Empty<string>();
        foreach (var (path, value) in header.Configurations[0].Spec.Where(v => !factors.Contains(v.Key, StringComparer.Ordinal)).OrderBy(v => v.Key, Order))
        {
            var names = path.Split('.');
            var shared = 0;
            while (shared < open.Length && shared < names.Length - 1 && open[shared] == names[shared])
                shared++;
            for (var depth = shared; depth < names.Length - 1; depth++)
                text.Append(' ', depth * 2).Append(names[depth]).Append(":\n");
            text.Append(' ', (names.Length - 1) * 2).Append(names[^1]).Append(": ").Append(Scalar(value)).Append('\n');
            open = names[..^1];
        }

        var swept = header.Sweep?.Keys ?? [];
        AppendFactors(text, "vary", factors.Where(f => !swept.Contains(f, StringComparer.Ordinal)), header);
        AppendFactors(text, "sweep", swept, header);
        if (header.Sweep is { Search: { } search } sweep)
            text.Append("  search: ").Append(search).Append("\n  resolution: ").Append(Scalar(string.Create(CultureInfo.InvariantCulture, $"{sweep.Resolution * 100:0.####}%"))).Append('\n');
        return text.ToString();
    }

    private static void AppendFactors(StringBuilder text, string section, IEnumerable<string> factors, RunHeader header)
    {
        var isFirst = true;
        foreach (var factor in factors)
        {
            if (isFirst)
                text.Append(section).Append(":\n");
            isFirst = false;
            var values = header.Configurations.Select(c => c.Factors.GetValueOrDefault(factor)).OfType<string>().Distinct(StringComparer.Ordinal);
            text.Append("  ").Append(factor).Append(": [").AppendJoin(", ", values.Select(Scalar)).Append("]\n");
        }
    }

    // Single keys first, so that no mapping is opened twice; then by name, which keeps the keys of a mapping together.
    private static readonly Comparer<string> Order = Comparer<string>.Create((a, b) =>
        a.Contains('.', StringComparison.Ordinal).CompareTo(b.Contains('.', StringComparison.Ordinal)) is not 0 and var first
            ? first : string.CompareOrdinal(a, b));

    private static string Scalar(string value)
    {
        if (value.Length > 0 && char.IsAsciiLetterOrDigit(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || "._%/+-".Contains(c, StringComparison.Ordinal)))
            return value;
        return value.Any(char.IsControl)
            ? "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal) + "\""
            : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
    }
}
