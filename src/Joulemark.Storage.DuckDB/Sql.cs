namespace Joulemark.Storage.DuckDB;

/// <summary>Names, texts and files as SQL has them.</summary>
internal static class Sql
{
    /// <summary>A text.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>What is made of each, one after the other.</summary>
    public static string List<T>(IEnumerable<T> all, Func<T, string> each) => string.Join(", ", all.Select(each));

    /// <summary>A path as the pattern that it alone matches: what a file's name is given for is taken for a pattern.</summary>
    public static string Pattern(string path) => !path.AsSpan().ContainsAny('*', '?', '[') ? path : string.Concat(path.Select(c => c switch
    {
        '*' or '?' or '[' => $"[{c}]",
        '\\' when Path.DirectorySeparatorChar != c => "[Z-^]", // it stands between those two, and would be taken for a separator by itself
        _ => c.ToString(),
    }));
}
