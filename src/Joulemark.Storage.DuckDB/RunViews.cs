using Joulemark.Analysis.Checks;
using Joulemark.Analysis.Metrics;

namespace Joulemark.Storage.DuckDB;

/// <summary>The tables that a query may ask of run folders, as views that read the folders' files when they are asked.</summary>
internal static class RunViews
{
    private static readonly (string Table, RunFile File)[] Lines =
    [
        ("windows", RunFile.Windows), ("energies", RunFile.Windows), ("requests", RunFile.Requests), ("samples", RunFile.Samples), ("servers", RunFile.Servers), ("events", RunFile.Events),
    ];

    /// <summary>
    /// Every configuration with whether it is valid. None is so of a run that is not so itself; what is the matter with another
    /// configuration of it, which the run's reasons name first, does not count, nor what a run lost that it goes on from.
    /// </summary>
    private const string Judged = """
        CREATE VIEW "configuration_json" AS
        SELECT run, configuration, c, c.validity.valid AND len(own) = 0 AS valid, list_distinct(list_concat(own, list_transform(c.validity.reasons, lambda x: x.code))) AS reasons
        FROM (SELECT *, coalesce(list_transform(list_filter(validity.reasons, lambda x: x.run IS NULL AND (x.code IN ('damaged-records', 'search-unfinished') OR (x.code IN ('incomplete', 'interrupted', 'failed') AND status <> 'complete'))
            AND len(list_filter(names, lambda n: starts_with(x.evidence, n || ': '))) = 0), lambda x: x.code), []) AS own
          FROM (SELECT run, status, validity, map_keys(configurations) AS names, unnest(map_keys(configurations)) AS configuration, unnest(map_values(configurations)) AS c FROM result_json))
        """;

    private const string Ledgers = """
        CREATE VIEW "ledger_json" AS
        SELECT run, configuration, e.channel AS channel, e.counted AS counted
        FROM (SELECT run, configuration, unnest(c.ledger) AS e FROM configuration_json)
        """;

    private const string Runs = """
        CREATE VIEW runs AS
        SELECT run, name, started_at, status, boundary, r.provenance, r.validity.valid AS valid, list_transform(r.validity.reasons, lambda x: x.code) AS reasons,
          tool_version, schema_version, continues, folder
        FROM run_json LEFT JOIN (SELECT run, provenance, validity FROM result_json) r USING (run)
        """;

    private const string Windows = """
        CREATE VIEW windows AS
        SELECT run, * EXCLUDE (run, folder, counts, cpu, energy_j), (end_ns - start_ns) / 1e9 AS duration_s, counts.*,
          cpu.machine_s AS cpu_machine_s, cpu.system_under_test_s AS cpu_system_under_test_s, cpu.harness_s AS cpu_harness_s
        FROM windows_json
        """;

    private const string Energies = """
        CREATE VIEW energies AS
        SELECT w.run, w.configuration, w.stage, w.repeat, w.channel, w.energy_j, CASE WHEN w.configuration IS NULL THEN any_of_run.counted ELSE own.counted END AS counted
        FROM (SELECT run, configuration, stage, repeat, unnest(map_keys(energy_j)) AS channel, unnest(map_values(energy_j)) AS energy_j FROM windows_json) w
        LEFT JOIN ledger_json own ON own.run = w.run AND own.configuration = w.configuration AND own.channel = w.channel
        LEFT JOIN (SELECT run, channel, bool_or(counted) AS counted FROM ledger_json GROUP BY run, channel) any_of_run ON any_of_run.run = w.run AND any_of_run.channel = w.channel
        """;

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
    public static IEnumerable<string> Statements(IReadOnlyList<string> folders) =>
    [
        Json("run", RunFile.Run, folders), Json("result", RunFile.Result, folders), Runs, Judged, Ledgers, Withheld, Metrics, Json("windows", RunFile.Windows, folders), Windows, Energies,
        Requests(folders), Samples(folders), Servers(folders), Events(folders),
    ];

    /// <summary>The view of configurations has a column for each metric that a run has.</summary>
    public static string Configurations(IEnumerable<string> metrics) => $"""
        CREATE VIEW configurations AS
        SELECT run, configuration, c.factors AS factors, c.boundary AS boundary, c.provenance AS provenance, valid, reasons, c.stopped_by AS stopped_by{string.Concat(metrics.Select(m => $", {Figure(m)} AS {Sql.Name(m)}"))}
        FROM configuration_json
        """;

    /// <summary>The files of records that tables are made of.</summary>
    public static IEnumerable<RunFile> FilesOf(IReadOnlyList<string> tables) => Lines.Where(l => tables.Contains(l.Table, StringComparer.Ordinal)).Select(l => l.File).Distinct();

    /// <summary>The tables that a question may be of: those whose names are in it.</summary>
    public static IReadOnlyList<string> NamedIn(string sql) => [.. All.Select(v => v.Name).Where(n => sql.Contains(n, StringComparison.OrdinalIgnoreCase))];

    private static string Metrics => $"""
        CREATE VIEW metrics AS
        SELECT * EXCLUDE (reasons, is_valid) REPLACE (
            CASE WHEN isfinite("value") AND NOT is_withheld(reasons, metric, unit) THEN "value" END AS "value",
            CASE WHEN isfinite(lower) AND NOT is_withheld(reasons, metric, unit) THEN lower END AS lower,
            CASE WHEN isfinite(upper) AND NOT is_withheld(reasons, metric, unit) THEN upper END AS upper,
            CASE WHEN is_withheld(reasons, metric, unit) THEN {Sql.Text($"missing: {ClientsFigures.Why}")} ELSE method END AS method),
          is_valid AS valid
        FROM (SELECT run, configuration, unnest(map_keys(c.metrics)) AS metric, unnest(map_values(c.metrics), recursive := true), c.validity.reasons AS reasons, valid AS is_valid
          FROM configuration_json)
        """;

    /// <summary>Latencies that a saturated load client had its part in are not the server's, here as in every report.</summary>
    private static string Withheld => $"""
        CREATE MACRO is_withheld(reasons, metric, unit) AS coalesce(
          list_contains(list_transform(reasons, lambda x: x.code), {Sql.Text(ClientCheck.Reason)})
          AND (metric IN ({Sql.List(ClientsFigures.MadeOfLatencies, Sql.Text)}) OR (unit = 's'{string.Concat(ClientsFigures.OwnTimes.Select(t => $" AND NOT starts_with(metric, {Sql.Text(t)})"))})), false)
        """;

    private static string Requests(IReadOnlyList<string> folders) => $"""
        CREATE VIEW requests AS
        SELECT run, * EXCLUDE (run, folder, usage), usage.*,
          (first_token_ns - scheduled_ns) / 1e9 AS ttft_s,
          (coalesce(last_token_ns, CASE WHEN error IS NULL AND exit_code IS NULL THEN ended_ns END) - scheduled_ns) / 1e9 AS e2e_s,
          (sent_ns - scheduled_ns) / 1e9 AS schedule_lag_s
        FROM ({RunFile.Requests.Read(folders)})
        """;

    private static string Samples(IReadOnlyList<string> folders) =>
        $"CREATE VIEW samples AS SELECT run, time_ns, channel, reading FROM ({RunFile.Samples.Read(folders)})";

    private static string Servers(IReadOnlyList<string> folders) =>
        $"CREATE VIEW servers AS SELECT run, * EXCLUDE (run, folder) FROM ({RunFile.Servers.Read(folders)})";

    private static string Events(IReadOnlyList<string> folders) =>
        $"CREATE VIEW events AS SELECT run, * EXCLUDE (run, folder, diagnostic), diagnostic.id AS diagnostic FROM ({RunFile.Events.Read(folders)})";

    /// <summary>The value of a configuration's metric.</summary>
    private static string Figure(string metric)
    {
        var figure = $"c.metrics[{Sql.Text(metric)}]";
        return $"CASE WHEN isfinite({figure}.\"value\") AND NOT is_withheld(c.validity.reasons, {Sql.Text(metric)}, {figure}.unit) THEN {figure}.\"value\" END";
    }

    /// <summary>A view of a file as it is.</summary>
    private static string Json(string name, RunFile file, IReadOnlyList<string> folders) => $"CREATE VIEW {name}_json AS {file.Read(folders)}";
}
