using System.Data.Common;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Joulemark.Diagnostics;

namespace Joulemark.Storage.DuckDB;

/// <summary>Asks run folders by SQL. Nothing is loaded beforehand and nothing written: the folders' own files are the tables.</summary>
internal sealed partial class RunQuery : IDisposable
{
    private static readonly string[] Described = ["DESCRIBE", "SUMMARIZE", "SHOW"];
    private static readonly string[] Reading = ["SELECT", "WITH", "FROM", "VALUES", "PIVOT", "UNPIVOT", .. Described]; // and no EXPLAIN, which with ANALYZE does what it explains

    /// <summary>Every table with its columns, as rows.</summary>
    public static string ColumnsOfAll { get; } =
        $"SELECT table_name AS \"table\", column_name AS \"column\", data_type AS type FROM duckdb_columns() WHERE table_name IN ({Sql.List(RunViews.All, v => Sql.Text(v.Name))}) ORDER BY table_oid, column_index";

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    private bool _hasFigures;

    private RunQuery()
    {
    }

    /// <summary>The runs that cannot be read, which no table has; null for none.</summary>
    public Diagnostic? LeftOut { get; private set; }

    /// <summary>Opens the run folders in a folder, or one of them, for a question.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: there is no run folder, or none that can be read.</exception>
    public static RunQuery Open(string runs, string? sql = null) => Open([runs], RunViews.NamedIn(sql ?? ""));

    /// <summary>Opens run folders.</summary>
    /// <param name="runs">Run folders, and folders that hold them.</param>
    /// <param name="tables">The tables that will be asked: a run whose part of them is damaged is left out.</param>
    /// <param name="target">A folder that <see cref="Export"/> may write into; null where nothing is written.</param>
    /// <exception cref="JoulemarkException">Exit code 2: there is no run folder in one of them, or none that can be read.</exception>
    public static RunQuery Open(IReadOnlyList<string> runs, IReadOnlyList<string> tables, string? target = null)
    {
        IReadOnlyList<string> folders = [.. runs.SelectMany(RunFolders).Distinct(StringComparer.Ordinal)];
        var query = new RunQuery();
        try
        {
            query._connection.Open();
            query.Execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET TimeZone = 'UTC'");

            // A question reads the folders' files and nothing else, and writes nothing outside of them. Names are looked at as they are written, too.
            var allowed = folders.SelectMany(f => (string[])[f, Sql.Pattern(f)]).Append(target).OfType<string>().Distinct(StringComparer.Ordinal);
            query.Execute($"SET allowed_directories = [{Sql.List(allowed, f => Sql.Text(f + Path.DirectorySeparatorChar))}]; SET enable_external_access = false; SET lock_configuration = true");
            var leftOut = new LeftOutRuns();
            folders = ReadableRuns.Of(folders, tables, query._connection, leftOut);
            leftOut.End(folders.Count);
            query.LeftOut = leftOut.Warning;
            foreach (var statement in RunViews.Statements(folders))
                query.Execute(statement);
            var metrics = query.Texts("SELECT DISTINCT metric FROM metrics ORDER BY metric");
            query._hasFigures = metrics.Count > 0;
            query.Execute(RunViews.Configurations(metrics));
            return query;
        }
        catch
        {
            query.Dispose();
            throw;
        }
    }

    /// <summary>Asks.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: the question is not one that can be answered; the database's words say why.</exception>
    public DbDataReader Ask(string sql)
    {
        var statements = Statements(sql);
        if (statements.Count != 1)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4081", DiagnosticSeverity.Error, statements.Count == 0 ? "the query is empty" : $"there are {statements.Count} queries, and one is asked",
                statements.Count == 0 ? "Give one, e.g. joulemark query \"SELECT run, configuration, energy_per_request FROM configurations\"; without SQL the tables and their columns are listed." : "Ask them one after the other."));
        }

        if (!Reading.Contains(statements[0].TrimStart('(').Split((char[])[' ', '\t', '\r', '\n', '('], 2)[0].ToUpperInvariant(), StringComparer.Ordinal))
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4081", DiagnosticSeverity.Error, "a query only reads", $"Begin it with one of {string.Join(", ", Reading)}; --csv and --json write its rows to standard output."));
        try
        {
            return Read(AsShown(sql, statements[0]));
        }
        catch (DuckDBException e)
        {
            throw Problem(e);
        }
    }

    /// <summary>Writes a table as a Parquet file.</summary>
    /// <param name="table">One of <see cref="RunViews.All"/>.</param>
    /// <param name="file">The file, in the folder that was opened for it.</param>
    /// <exception cref="JoulemarkException">Exit code 2: it cannot be written.</exception>
    public void Export(string table, string file)
    {
        try
        {
            Execute($"COPY (SELECT * FROM {table}) TO {Sql.Text(file)} (FORMAT parquet, COMPRESSION zstd)");
        }
        catch (DuckDBException e)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4004", DiagnosticSeverity.Error, $"'{file}' cannot be written: {e.Message.Trim()}", "Give another folder with -o."));
        }
    }

    /// <summary>The columns of a view, with their types.</summary>
    public IReadOnlyList<(string Name, string Type)> Columns(string view) =>
        NamesAndTypes($"SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '{view}' ORDER BY column_index");

    /// <summary>A mistake that shows only while rows are read.</summary>
    public JoulemarkException Problem(Exception e) => new(ExitCode.BadUsage, new Diagnostic("JM4081", DiagnosticSeverity.Error, e.Message.Trim(),
        e.Message.Contains("Permission denied", StringComparison.Ordinal) ? "Ask as the user who measured, or let that user give you the right to read."
        : !_hasFigures && e.Message.StartsWith("Binder Error", StringComparison.Ordinal) ? "None of the runs has figures yet, which are columns of their own: joulemark report RUN makes them."
        : "joulemark query without SQL lists the tables and their columns."));

    /// <summary>The run folders in a folder, or the folder itself where it is one.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: there is none.</exception>
    public static IReadOnlyList<string> RunFolders(string runs)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(runs));
        try
        {
            List<string> folders = File.Exists(Path.Combine(path, RunFolder.Run)) ? [path]
                : Directory.Exists(path) ? [.. Directory.EnumerateDirectories(path).Where(d => File.Exists(Path.Combine(d, RunFolder.Run))).Order(StringComparer.Ordinal)] : [];
            return folders.Count > 0 ? folders : throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4080", DiagnosticSeverity.Error,
                $"'{runs}' {(File.Exists(path) ? "is a file, and no folder of runs" : Directory.Exists(path) ? "holds no run folder" : "is not there")}",
                "Give a run folder, or the folder that holds them; joulemark run writes them into runs/ by default."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunFolderReader.Unreadable(runs, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>The statements without their texts, quoted names and comments, in which semicolons end none.</summary>
    private static List<string> Statements(string sql) =>
        [.. Bare(sql).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>A query with blanks in place of its texts, quoted names and comments, each character at its place.</summary>
    private static string Bare(string sql) => QuotedOrComment.Replace(sql, quoted => new string(' ', quoted.Length));

    /// <summary>The query as <see cref="ShownColumns"/> asks it; as it is where it is a description, or wrong, which it says best by itself.</summary>
    private string AsShown(string sql, string statement)
    {
        if (Described.Any(d => statement.StartsWith(d, StringComparison.OrdinalIgnoreCase)))
            return sql;
        var end = Bare(sql).IndexOf(';', StringComparison.Ordinal);
        var one = end < 0 ? sql : sql[..end];
        try
        {
            return ShownColumns.Of(one, NamesAndTypes($"DESCRIBE SELECT * FROM (\n{one}\n)"));
        }
        catch (DuckDBException)
        {
            return sql;
        }
    }

    private List<(string Name, string Type)> NamesAndTypes(string sql)
    {
        using var reader = Read(sql);
        var columns = new List<(string, string)>();
        while (reader.Read())
            columns.Add((reader.GetString(0), reader.GetString(1)));
        return columns;
    }

    private DuckDBDataReader Read(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteReader();
    }

    [GeneratedRegex("""'[^']*'|"[^"]*"|--[^\r\n]*|/\*.*?\*/""", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuotedOrComment { get; }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<string> Texts(string sql)
    {
        using var reader = Read(sql);
        var texts = new List<string>();
        while (reader.Read())
            texts.Add(reader.GetString(0));
        return texts;
    }
}
