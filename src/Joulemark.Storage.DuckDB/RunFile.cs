namespace Joulemark.Storage.DuckDB;

/// <summary>A file of run folders, with the columns that are read of it: units are in the names, times are nanoseconds on each run's own clock.</summary>
/// <param name="Name">The file.</param>
/// <param name="IsLines">True for records line by line, false for one JSON document.</param>
/// <param name="Columns">Its columns; others that it may have are passed over.</param>
internal sealed record RunFile(string Name, bool IsLines, IReadOnlyList<Column> Columns)
{
    private const string Estimate = "STRUCT(\"value\" DOUBLE, lower DOUBLE, upper DOUBLE, measured_to DOUBLE, n BIGINT, method VARCHAR, unit VARCHAR)";
    private const string Validity = "STRUCT(valid BOOLEAN, reasons STRUCT(code VARCHAR, evidence VARCHAR, run VARCHAR)[])";

    private const string Configuration =
        $"STRUCT(factors MAP(VARCHAR, VARCHAR), boundary VARCHAR, provenance VARCHAR, metrics MAP(VARCHAR, {Estimate}), validity {Validity}, stopped_by VARCHAR, ledger STRUCT(channel VARCHAR, counted BOOLEAN)[])";

    private const string Counts =
        "STRUCT(requests BIGINT, errors BIGINT, output_tokens BIGINT, prompt_tokens BIGINT, scored BIGINT, correct BIGINT, request_equivalents DOUBLE, correct_equivalents DOUBLE)";

    public static RunFile Run { get; } = new(RunFolder.Run, IsLines: false,
    [
        new("id", "VARCHAR"),
        new("name", "VARCHAR"),
        new("started_at", "TIMESTAMP"),
        new("status", "VARCHAR"),
        new("boundary", "VARCHAR"),
        new("tool_version", "VARCHAR"),
        new("schema_version", "INTEGER"),
        new("continues", "VARCHAR"),
    ]);

    public static RunFile Result { get; } = new(RunFolder.Result, IsLines: false,
    [
        new("status", "VARCHAR"),
        new("provenance", "VARCHAR"),
        new("validity", Validity),
        new("configurations", $"MAP(VARCHAR, {Configuration})"),
    ]);

    public static RunFile Windows { get; } = new(RunFolder.Windows, IsLines: true,
    [
        new("configuration", "VARCHAR"),
        new("stage", "VARCHAR", IsKey: true),
        new("repeat", "INTEGER"),
        new("start_ns", "BIGINT", IsKey: true),
        new("end_ns", "BIGINT", IsKey: true),
        new("steady", "BOOLEAN"),
        new("whole_task", "BOOLEAN"),
        new("trial", "BOOLEAN"),
        new("counts", Counts),
        new("energy_j", "MAP(VARCHAR, DOUBLE)"),
        new("cpu", "STRUCT(machine_s DOUBLE, system_under_test_s DOUBLE, harness_s DOUBLE)"),
    ]);

    public static RunFile Requests { get; } = new(RunFolder.Requests, IsLines: true,
    [
        new("configuration", "VARCHAR", IsKey: true),
        new("stage", "VARCHAR", IsKey: true),
        new("repeat", "INTEGER"),
        new("item", "INTEGER"),
        new("conversation", "INTEGER"),
        new("turn", "INTEGER"),
        new("query", "INTEGER"),
        new("scheduled_ns", "BIGINT", IsKey: true),
        new("sent_ns", "BIGINT"),
        new("headers_ns", "BIGINT"),
        new("first_byte_ns", "BIGINT"),
        new("first_token_ns", "BIGINT"),
        new("first_answer_ns", "BIGINT"),
        new("last_token_ns", "BIGINT"),
        new("ended_ns", "BIGINT"),
        new("token_ns", "BIGINT[]"),
        new("usage", "STRUCT(prompt_tokens INTEGER, completion_tokens INTEGER, cached_tokens INTEGER, reasoning_tokens INTEGER)"),
        new("local_output_tokens", "INTEGER"),
        new("finish_reason", "VARCHAR"),
        new("output", "VARCHAR"),
        new("score", "DOUBLE"),
        new("exit_code", "INTEGER"),
        new("error", "VARCHAR"),
        new("error_kind", "VARCHAR"),
    ]);

    public static RunFile Samples { get; } = new(RunFolder.Samples, IsLines: true,
    [
        new("time_ns", "BIGINT", IsKey: true),
        new("channel", "VARCHAR", IsKey: true),
        new("reading", "DOUBLE"),
    ]);

    public static RunFile Servers { get; } = new(RunFolder.Servers, IsLines: true,
    [
        new("time_ns", "BIGINT", IsKey: true),
        new("configuration", "VARCHAR"),
        new("running", "DOUBLE"),
        new("waiting", "DOUBLE"),
        new("kv_cache_use", "DOUBLE"),
        new("prefix_cache_queries", "DOUBLE"),
        new("prefix_cache_hits", "DOUBLE"),
        new("preemptions", "DOUBLE"),
        new("prompt_tokens", "DOUBLE"),
        new("output_tokens", "DOUBLE"),
        new("requests", "DOUBLE"),
    ]);

    public static RunFile Events { get; } = new(RunFolder.Events, IsLines: true,
    [
        new("time_ns", "BIGINT", IsKey: true),
        new("kind", "VARCHAR", IsKey: true),
        new("configuration", "VARCHAR"),
        new("message", "VARCHAR"),
        new("facts", "MAP(VARCHAR, VARCHAR)"),
        new("diagnostic", "STRUCT(id VARCHAR, severity VARCHAR, message VARCHAR, remedy VARCHAR)"),
    ]);

    /// <summary>What reads the file of all folders that have it: a line that a crash cut off is passed over.</summary>
    public string Read(IReadOnlyList<string> folders) => IsLines ? $"{Read(folders, Columns)} WHERE {IsWhole}" : Read(folders, Columns);

    /// <summary>What counts, folder by folder, the good and the bad of the file; it fails where one cannot be read at all.</summary>
    public string Count(IReadOnlyList<string> folders) => IsLines
        ? $"SELECT folder, count(*) FILTER (WHERE {IsWhole}), count(*) FILTER (WHERE NOT ({IsWhole})) FROM ({Read(folders, [.. Keys])}) GROUP BY folder"
        : $"SELECT folder, count(configurations), 0::BIGINT, {Sql.List(Columns, c => $"count({Sql.Name(c.Name)})")} FROM ({Read(folders, Columns)}) GROUP BY folder";

    private IEnumerable<Column> Keys => Columns.Where(c => c.IsKey);

    private string IsWhole => string.Join(" AND ", Keys.Select(k => $"{Sql.Name(k.Name)} IS NOT NULL"));

    private string Read(IReadOnlyList<string> folders, IReadOnlyList<Column> columns)
    {
        var files = folders.Select(f => Path.Combine(f, Name)).Where(File.Exists).ToList();
        var types = $"{{{Sql.List(columns, c => $"{Sql.Text(c.Name)}: {Sql.Text(c.Type)}")}}}";
        return files.Count == 0
            ? $"SELECT * FROM (SELECT NULL::VARCHAR AS run, NULL::VARCHAR AS folder, {Sql.List(columns, c => $"NULL::{c.Type} AS {Sql.Name(c.Name)}")} LIMIT 0)"
            : $"""
            SELECT parse_filename(parse_dirpath(filename, 'system'), false, 'system') AS run, parse_dirpath(filename, 'system') AS folder, * EXCLUDE (filename)
            FROM read_json([{Sql.List(files, f => Sql.Text(Sql.Pattern(f)))}], columns = {types},
              filename = true, maximum_object_size = 1073741824, {(IsLines ? "format = 'newline_delimited', ignore_errors = true" : "format = 'unstructured'")})
            """;
    }
}
