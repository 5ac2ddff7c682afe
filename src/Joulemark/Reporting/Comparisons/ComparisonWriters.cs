using System.Text;
using System.Text.Json;
using Joulemark.Comparison;
using Joulemark.Storage;

namespace Joulemark.Reporting.Comparisons;

/// <summary>Writes comparisons as files, by the end of their name.</summary>
internal static class ComparisonWriters
{
    private static readonly Dictionary<string, Func<ComparisonFamily, byte[]>> ByExtension = new(StringComparer.Ordinal)
    {
        [".html"] = family => Encoding.UTF8.GetBytes(ComparisonHtml.Write(family)),
        [".md"] = family => Encoding.UTF8.GetBytes(ComparisonMarkdown.Write(family)),
        [".json"] = Json,
        [".csv"] = family => Encoding.UTF8.GetBytes(ComparisonCsv.Write(family)),
    };

    public static IReadOnlyList<string> Extensions { get; } = [.. ByExtension.Keys];

    public static byte[] Write(string extension, ComparisonFamily family) => ByExtension[extension](family);

    /// <summary>Of two the comparison alone; of more the baseline and each comparison in that form.</summary>
    public static byte[] Json(ComparisonFamily family) => family.Comparisons is [var only]
        ? JsonSerializer.SerializeToUtf8Bytes(only, RecordJson.Indented.ComparisonResult)
        : JsonSerializer.SerializeToUtf8Bytes(family, RecordJson.Indented.ComparisonFamily);
}
