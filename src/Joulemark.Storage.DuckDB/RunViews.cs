using System.Text;
using Joulemark.Analysis.Checks;
using Joulemark.Analysis.Metrics;

namespace Joulemark.Storage.DuckDB;

/// <summary>
/// The tables that a query may ask of run folders, as views that read the folders' files when they are asked. Columns are
/// named as in the files, units in the name; times are nanoseconds on each run's own clock.
/// </summary>
internal static class RunViews
{
    private const string Estimate = "STRUCT(\"value\" DOUBLE, lower DOUBLE, upper DOUBLE, measured_to DOUBLE, n BIGINT, method VARCHAR, unit VARCHAR)";

    private const string Configuration =
        "STRUCT(factors MAP(VARCHAR, VARCHAR), boundary VARCHAR, provenance VARCHAR, metrics MAP(VARCHAR, " + Estimate + "), "
        + "validity STRUCT(valid BOOLEAN, reasons STRUCT(code VARCHAR, evidence VARCHAR)[]), stopped_by VARCHAR, ledger STRUCT(channel VARCHAR, counted BOOLEAN)[])";

    private static readonly (string Name, string Type)[] ResultColumns =
    [
        ("status", "VARCHAR"), ("provenance", "VARCHAR"), ("validity", "STRUCT(valid BOOLEAN, reasons STRUCT(code VARCHAR, evidence VARCHAR)[])"), ("configurations", $"MAP(VARCHAR, {Configuration})"),
    ];

    /// <summary>What every line of a file of records has: a line without it was cut off, or is damaged.</summary>
    private static readonly Dictionary<string, (string Name, string Type)[]> Keys = new(StringComparer.Ordinal)
    {
        [RunFolder.Windows] = [("stage", "VARCHAR"), ("start_ns", "BIGINT"), ("end_ns", "BIGINT")],
        [RunFolder.Requests] = [("configuration", "VARCHAR"), ("stage", "VARCHAR"), ("scheduled_ns", "BIGINT")],
        [RunFolder.Samples] = [("time_ns", "BIGINT"), ("channel", "VARCHAR")],
        [RunFolder.Servers] = [("time_ns", "BIGINT")],
        [RunFolder.Events] = [("time_ns", "BIGINT"), ("kind", "VARCHAR")],
    };

    private static readonly (string Table, string File)[] Lines =
    [
        ("windows", RunFolder.Windows), ("energies", RunFolder.Windows), ("requests", RunFolder.Requests), ("samples", RunFolder.Samples), ("servers", RunFolder.Servers), ("events", RunFolder.Events),
    ];

    /// <summary>Name and meaning of each, in the order they are listed to people.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> All { get; } =
    [
        ("runs", "one row a run; times of the wall are UTC"),
        ("configurations", "one row a configuration of a run, each metric a column"),
        ("metrics", "one row a metric of a configuration, with its interval, unit and method, and whether it is valid"),
        ("windows", "one row a window: its stage, length, counts and CPU time"),
        ("energies", "one row a channel in a window: its joules, missing where they are not known, and whether they are part of the total"),
        ("requests", "one row a request, with its latencies"),
        ("samples", "one row a reading of a meter"),
        ("servers", "one row an account that a server gave of itself"),
        ("events", "one row an event"),
    ];

    /// <summary>The statements that make the views over some run folders.</summary>
    public static IEnumerable<string> Statements(IReadOnlyList<string> folders)
    {
        yield return $"CREATE VIEW \"run_json\" AS {Read(folders, RunFolder.Run, isLines: false, ("id", "VARCHAR"), ("name", "VARCHAR"), ("started_at", "TIMESTAMP"), ("status", "VARCHAR"), ("boundary", "VARCHAR"), ("tool_version", "VARCHAR"), ("schema_version", "INTEGER"), ("continues", "VARCHAR"))}";
        yield return $"CREATE VIEW \"result_json\" AS {Read(folders, RunFolder.Result, isLines: false, ResultColumns)}";
        yield return """
            CREATE VIEW runs AS
            SELECT run, name, started_at, status, boundary, r.provenance, r.validity.valid AS valid, list_transform(r.validity.reasons, lambda x: x.code) AS reasons,
              tool_version, schema_version, continues, folder
            FROM run_json LEFT JOIN (SELECT run, provenance, validity FROM result_json) r USING (run)
            """;
        yield return Judged;
        yield return "CREATE VIEW \"ledger_json\" AS SELECT run, configuration, e.channel AS channel, e.counted AS counted FROM (SELECT run, configuration, unnest(c.ledger) AS e FROM configuration_json)";
        yield return Withheld;
        yield return $"""
            CREATE VIEW metrics AS
            SELECT * EXCLUDE (reasons, is_valid) REPLACE (CASE WHEN isfinite("value") AND NOT is_withheld(reasons, metric, unit) THEN "value" END AS "value", CASE WHEN isfinite(lower) AND NOT is_withheld(reasons, metric, unit) THEN lower END AS lower,
              CASE WHEN isfinite(upper) AND NOT is_withheld(reasons, metric, unit) THEN upper END AS upper, CASE WHEN is_withheld(reasons, metric, unit) THEN {Text($"missing: {ClientsFigures.Why}")} ELSE method END AS method), is_valid AS valid
            FROM (SELECT run, configuration, unnest(map_keys(c.metrics)) AS metric, unnest(map_values(c.metrics), recursive := true), c.validity.reasons AS reasons, valid AS is_valid FROM configuration_json)
            """;
        yield return $"CREATE VIEW \"windows_json\" AS {Read(folders, RunFolder.Windows, isLines: true, ("configuration", "VARCHAR"), ("stage", "VARCHAR"), ("repeat", "INTEGER"), ("start_ns", "BIGINT"), ("end_ns", "BIGINT"), ("steady", "BOOLEAN"), ("whole_task", "BOOLEAN"), ("trial", "BOOLEAN"), ("counts", "STRUCT(requests BIGINT, errors BIGINT, output_tokens BIGINT, prompt_tokens BIGINT, scored BIGINT, correct BIGINT, request_equivalents DOUBLE, correct_equivalents DOUBLE)"), ("energy_j", "MAP(VARCHAR, DOUBLE)"), ("cpu", "STRUCT(machine_s DOUBLE, system_under_test_s DOUBLE, harness_s DOUBLE)"))}";
        yield return "CREATE VIEW windows AS SELECT run, * EXCLUDE (run, folder, counts, cpu, energy_j), (end_ns - start_ns) / 1e9 AS duration_s, counts.*, cpu.machine_s AS cpu_machine_s, cpu.system_under_test_s AS cpu_system_under_test_s, cpu.harness_s AS cpu_harness_s FROM windows_json";
        yield return """
            CREATE VIEW energies AS
            SELECT w.run, w.configuration, w.stage, w.repeat, w.channel, w.energy_j, CASE WHEN w.configuration IS NULL THEN any_of_run.counted ELSE own.counted END AS counted
            FROM (SELECT run, configuration, stage, repeat, unnest(map_keys(energy_j)) AS channel, unnest(map_values(energy_j)) AS energy_j FROM windows_json) w
            LEFT JOIN ledger_json own ON own.run = w.run AND own.configuration = w.configuration AND own.channel = w.channel
            LEFT JOIN (SELECT run, channel, bool_or(counted) AS counted FROM ledger_json GROUP BY run, channel) any_of_run ON any_of_run.run = w.run AND any_of_run.channel = w.channel
            """;
        yield return $"CREATE VIEW requests AS SELECT run, * EXCLUDE (run, folder, usage), usage.*, (first_token_ns - scheduled_ns) / 1e9 AS ttft_s, (coalesce(last_token_ns, CASE WHEN error IS NULL THEN ended_ns END) - scheduled_ns) / 1e9 AS e2e_s, (sent_ns - scheduled_ns) / 1e9 AS schedule_lag_s FROM ({Read(folders, RunFolder.Requests, isLines: true, ("configuration", "VARCHAR"), ("stage", "VARCHAR"), ("repeat", "INTEGER"), ("item", "INTEGER"), ("conversation", "INTEGER"), ("turn", "INTEGER"), ("query", "INTEGER"), ("scheduled_ns", "BIGINT"), ("sent_ns", "BIGINT"), ("headers_ns", "BIGINT"), ("first_byte_ns", "BIGINT"), ("first_token_ns", "BIGINT"), ("first_answer_ns", "BIGINT"), ("last_token_ns", "BIGINT"), ("ended_ns", "BIGINT"), ("token_ns", "BIGINT[]"), ("usage", "STRUCT(prompt_tokens INTEGER, completion_tokens INTEGER, cached_tokens INTEGER, reasoning_tokens INTEGER)"), ("local_output_tokens", "INTEGER"), ("finish_reason", "VARCHAR"), ("output", "VARCHAR"), ("score", "DOUBLE"), ("exit_code", "INTEGER"), ("error", "VARCHAR"), ("error_kind", "VARCHAR"))})";
        yield return $"CREATE VIEW samples AS SELECT run, time_ns, channel, reading FROM ({Read(folders, RunFolder.Samples, isLines: true, ("time_ns", "BIGINT"), ("channel", "VARCHAR"), ("reading", "DOUBLE"))})";
        yield return $"CREATE VIEW servers AS SELECT run, * EXCLUDE (run, folder) FROM ({Read(folders, RunFolder.Servers, isLines: true, ("time_ns", "BIGINT"), ("configuration", "VARCHAR"), ("running", "DOUBLE"), ("waiting", "DOUBLE"), ("kv_cache_use", "DOUBLE"), ("prefix_cache_queries", "DOUBLE"), ("prefix_cache_hits", "DOUBLE"), ("preemptions", "DOUBLE"), ("prompt_tokens", "DOUBLE"), ("output_tokens", "DOUBLE"), ("requests", "DOUBLE"))})";
        yield return $"CREATE VIEW events AS SELECT run, * EXCLUDE (run, folder, diagnostic), diagnostic.id AS diagnostic FROM ({Read(folders, RunFolder.Events, isLines: true, ("time_ns", "BIGINT"), ("kind", "VARCHAR"), ("configuration", "VARCHAR"), ("message", "VARCHAR"), ("facts", "MAP(VARCHAR, VARCHAR)"), ("diagnostic", "STRUCT(id VARCHAR, severity VARCHAR, message VARCHAR, remedy VARCHAR)"))})";
    }

    /// <summary>Latencies that a saturated load client had its part in are not the server's, here as in every report.</summary>
    private static string Withheld =>
        $"CREATE MACRO is_withheld(reasons, metric, unit) AS coalesce(list_contains(list_transform(reasons, lambda x: x.code), {Text(ClientCheck.Reason)}) "
        + $"AND (metric IN ({string.Join(", ", ClientsFigures.MadeOfLatencies.Select(Text))}) OR (unit = 's'{string.Concat(ClientsFigures.OwnTimes.Select(t => $" AND NOT starts_with(metric, {Text(t)})"))})), false)";

    /// <summary>
    /// Every configuration with whether it is valid. None is so of a run that is not so itself; what is the matter with another
    /// configuration of it, which the run's reasons name first, does not count.
    /// </summary>
    private static string Judged => """
        CREATE VIEW "configuration_json" AS
        SELECT run, configuration, c, c.validity.valid AND len(own) = 0 AS valid, list_distinct(list_concat(own, list_transform(c.validity.reasons, lambda x: x.code))) AS reasons
        FROM (SELECT *, coalesce(list_transform(list_filter(validity.reasons, lambda x: (x.code IN ('damaged-records', 'search-unfinished') OR (x.code IN ('incomplete', 'interrupted', 'failed') AND status <> 'complete'))
            AND len(list_filter(names, lambda n: starts_with(x.evidence, n || ': '))) = 0), lambda x: x.code), []) AS own
          FROM (SELECT run, status, validity, map_keys(configurations) AS names, unnest(map_keys(configurations)) AS configuration, unnest(map_values(configurations)) AS c FROM result_json))
        """;

    /// <summary>The view of configurations has a column for each metric that a run has.</summary>
    public static string Configurations(IEnumerable<string> metrics) =>
        "CREATE VIEW configurations AS SELECT run, configuration, c.factors AS factors, c.boundary AS boundary, c.provenance AS provenance, valid, reasons, c.stopped_by AS stopped_by"
        + string.Concat(metrics.Select(m => $", CASE WHEN isfinite(c.metrics[{Text(m)}].\"value\") AND NOT is_withheld(c.validity.reasons, {Text(m)}, c.metrics[{Text(m)}].unit) THEN c.metrics[{Text(m)}].\"value\" END AS {Name(m)}")) + " FROM configuration_json";

    /// <summary>The files of records that tables are made of.</summary>
    public static IEnumerable<string> FilesOf(IReadOnlyList<string> tables) => Lines.Where(l => tables.Contains(l.Table, StringComparer.Ordinal)).Select(l => l.File).Distinct(StringComparer.Ordinal);

    /// <summary>The tables that a question may be of: those whose names are in it.</summary>
    public static IReadOnlyList<string> NamedIn(string sql) => [.. All.Select(v => v.Name).Where(n => sql.Contains(n, StringComparison.OrdinalIgnoreCase))];

    /// <summary>What counts, folder by folder, the good and the bad of one kind of file; it fails where a file cannot be read at all.</summary>
    public static string Count(IReadOnlyList<string> folders, string file) => file == RunFolder.Result
        ? $"SELECT folder, count(configurations), 0::BIGINT, {string.Join(", ", ResultColumns.Select(c => $"count({Name(c.Name)})"))} FROM ({Read(folders, file, isLines: false, ResultColumns)}) GROUP BY folder"
        : $"SELECT folder, count(*) FILTER (WHERE {Whole(file)}), count(*) FILTER (WHERE NOT ({Whole(file)})) FROM ({Read(folders, file, isLines: true, wholeOnly: false, Keys[file])}) GROUP BY folder";

    private static string Whole(string file) => string.Join(" AND ", Keys[file].Select(k => $"{Name(k.Name)} IS NOT NULL"));

    /// <summary>What reads one kind of file of all folders that have it: known columns only, a line that a crash cut off passed over.</summary>
    private static string Read(IReadOnlyList<string> folders, string file, bool isLines, params (string Name, string Type)[] columns) => Read(folders, file, isLines, wholeOnly: isLines, columns);

    private static string Read(IReadOnlyList<string> folders, string file, bool isLines, bool wholeOnly, (string Name, string Type)[] columns)
    {
        var files = folders.Select(f => Path.Combine(f, file)).Where(File.Exists).ToList();
        if (files.Count == 0)
            return $"SELECT NULL::VARCHAR AS run, NULL::VARCHAR AS folder, {string.Join(", ", columns.Select(c => $"NULL::{c.Type} AS {Name(c.Name)}"))} WHERE false";
        var sql = new StringBuilder("SELECT parse_filename(parse_dirpath(filename, 'system'), false, 'system') AS run, parse_dirpath(filename, 'system') AS folder, * EXCLUDE (filename) FROM read_json([");
        sql.AppendJoin(", ", files.Select(f => Text(Pattern(f)))).Append("], columns = {").AppendJoin(", ", columns.Select(c => $"{Text(c.Name)}: {Text(c.Type)}"));
        sql.Append("}, filename = true, maximum_object_size = 1073741824, ").Append(isLines ? "format = 'newline_delimited', ignore_errors = true)" : "format = 'unstructured')");
        return (wholeOnly ? sql.Append(" WHERE ").Append(Whole(file)) : sql).ToString();
    }

    /// <summary>A path as the pattern that it alone matches: what a file's name is given for is taken for a pattern.</summary>
    public static string Pattern(string path) => !path.AsSpan().ContainsAny('*', '?', '[') ? path : string.Concat(path.Select(c => c switch
    {
        '*' or '?' or '[' => $"[{c}]",
        '\\' when Path.DirectorySeparatorChar != c => "[Z-^]", // it stands between those two, and would be taken for a separator by itself
        _ => c.ToString(),
    }));

    /// <summary>A text of SQL.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
