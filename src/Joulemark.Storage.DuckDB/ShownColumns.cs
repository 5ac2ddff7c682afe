namespace Joulemark.Storage.DuckDB;

/// <summary>
/// Asks a query's columns so that every value is shown as it is: what .NET has no type for, or another one (a date is no moment, a
/// time of day has seconds), comes as the database's own text, in ISO 8601.
/// </summary>
internal static class ShownColumns
{
    private static readonly string[] Plain =
    [
        "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE", "VARCHAR", "TIMESTAMP",
    ];

    private static readonly string[] PlainInLists = ["BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "VARCHAR"];

    /// <summary>The query, with those columns as text; the query itself where there are none.</summary>
    /// <param name="sql">One query, without what ends it.</param>
    /// <param name="columns">Its columns and their types, in order.</param>
    public static string Of(string sql, IReadOnlyList<(string Name, string Type)> columns)
    {
        var asked = columns.Select((c, i) => Asked($"c{i}", c.Type)).ToList();
        return asked.TrueForAll(a => a is null) ? sql
            : $"SELECT {string.Join(", ", columns.Select((c, i) => $"{asked[i] ?? $"c{i}"} AS {Quoted(c.Name)}"))} FROM (\n{sql}\n) AS asked({string.Join(", ", columns.Select((_, i) => $"c{i}"))})";
    }

    private static string? Asked(string column, string type) => type switch
    {
        _ when Plain.Contains(type, StringComparer.Ordinal) || type.StartsWith("DECIMAL(", StringComparison.Ordinal) && !type.EndsWith(']') => null,
        "TIMESTAMP WITH TIME ZONE" => $"replace(CAST({column} AT TIME ZONE 'UTC' AS VARCHAR), ' ', 'T') || 'Z'",
        _ when type.EndsWith(']') => AskedList(column, type[..type.LastIndexOf('[')]),
        _ when type.StartsWith("MAP(", StringComparison.Ordinal) => $"CAST({column} AS MAP(VARCHAR, VARCHAR))",
        _ when type.StartsWith("STRUCT(", StringComparison.Ordinal) => null,
        _ when type.StartsWith("TIMESTAMP", StringComparison.Ordinal) => $"replace(CAST({column} AS VARCHAR), ' ', 'T')",
        _ => $"CAST({column} AS VARCHAR)",
    };

    private static string? AskedList(string column, string element) => element is "TINYINT" or "SMALLINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" ? $"CAST({column} AS BIGINT[])"
        : element == "FLOAT" ? $"CAST({column} AS DOUBLE[])"
        : PlainInLists.Contains(element, StringComparer.Ordinal) || element.StartsWith("STRUCT(", StringComparison.Ordinal) ? null
        : element.AsSpan().ContainsAny('[', '(') ? $"CAST({column} AS VARCHAR)" : $"CAST({column} AS VARCHAR[])";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
