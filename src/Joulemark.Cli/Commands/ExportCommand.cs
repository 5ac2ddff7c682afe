using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Reporting;
using Joulemark.Storage;
using Joulemark.Storage.DuckDB;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark export RUN...</c>: runs as other programs take them: figures for monitoring, tables for data frames.</summary>
internal static class ExportCommand
{
    private const string OpenMetrics = "openmetrics";
    private const string Csv = "csv";
    private const string Parquet = "parquet";
    private static readonly string[] Tables = [.. RunViews.All.Select(v => v.Name)];

    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Run folders, or a folder that holds them.", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format") { Description = "openmetrics: the figures, for Prometheus; csv, parquet: the tables of joulemark query.", HelpName = "FORMAT", Required = true };
        Options.RequireOneOf(format, [OpenMetrics, Csv, Parquet]);
        var tables = new Option<string[]>("--table") { Description = $"A table, may be given again; all by default: {string.Join(", ", Tables)}.", HelpName = "T" };
        Options.RequireOneOf(tables, Tables);
        var output = new Option<string?>("--output", "-o") { Description = "The file of openmetrics, or the folder of the tables' files. Without it openmetrics, or one table as csv, goes to standard output.", HelpName = "FILE" };
        var command = new Command("export", "Hand the figures or records of runs on to other programs. It writes their formats; joulemark report --json has the figures as JSON.") { runs, format, tables, output };
        command.Validators.Add(r =>
        {
            if (r.GetResult(format) is not { Tokens.Count: 1 })
                return; // that is said already
            var (kind, given, isWritten) = (r.GetValue(format), r.GetValue(tables) ?? [], r.GetValue(output) is not null);
            if (kind == OpenMetrics && given.Length > 0)
                r.AddError($"--table is of csv and parquet; --format {OpenMetrics} has the figures");
            else if (!isWritten && (kind == Parquet || (kind == Csv && given.Distinct(StringComparer.Ordinal).Count() != 1)))
                r.AddError($"--format {kind} writes a file for each table: give the folder for them with -o{(kind == Csv ? ", or one --table" : "")}");
        });
        command.SetAction((parsed, _) => parsed.GetValue(format) == OpenMetrics
            ? ExportFiguresAsync(parsed.GetValue(runs)!, parsed.GetValue(output))
            : ExportTablesAsync(parsed.GetValue(runs)!, parsed.GetValue(format)!, parsed.GetValue(tables) is { Length: > 0 } named ? [.. named.Distinct(StringComparer.Ordinal)] : Tables, parsed.GetValue(output)));
        return command;
    }

    private static async Task<int> ExportFiguresAsync(string[] runs, string? output)
    {
        var leftOut = new LeftOutRuns();
        var read = leftOut.Keep(runs.SelectMany(RunQuery.RunFolders).Distinct(StringComparer.Ordinal), RunFolderReader.Read);
        leftOut.End(read.Count);
        List<ReportedRun> reported = [.. read.Select(r => new ReportedRun(r, RunJudge.Judge(r)))];
        var text = BuiltIns.ReportWriter(".prom").Write(reported);
        if (output is not null)
        {
            await ReportFiles.WriteAsync(output, text);
            return QueryCommand.End(leftOut.Warning);
        }

        await StandardOutput.WriteAsync(text);
        return QueryCommand.End(leftOut.Warning);
    }

    private static async Task<int> ExportTablesAsync(string[] runs, string format, string[] tables, string? output)
    {
        var folder = output is null ? null : Folder(output);
        using var query = RunQuery.Open(runs, tables, folder);
        foreach (var table in tables)
        {
            if (folder is null)
            {
                await using var rows = query.Ask($"SELECT * FROM {table}");
                RowsCsv.Write(rows, Console.Out);
                continue;
            }

            var file = Path.Combine(folder, $"{table}.{format}");
            if (format == Parquet)
                query.Export(table, file);
            else
                await WriteAsync(query, table, file);
            await Console.Out.WriteLineAsync(file);
        }

        return QueryCommand.End(query.LeftOut);
    }

    private static async Task WriteAsync(RunQuery query, string table, string file)
    {
        try
        {
            await using var rows = query.Ask($"SELECT * FROM {table}");
            await using var text = new StreamWriter(file);
            RowsCsv.Write(rows, text);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw CannotWrite(file, e);
        }
    }

    private static string Folder(string output)
    {
        try
        {
            return !File.Exists(output) ? Directory.CreateDirectory(output).FullName + Path.DirectorySeparatorChar
                : throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4004", DiagnosticSeverity.Error, $"'{output}' is a file, and the tables' files go into a folder", "Give another with -o."));
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw CannotWrite(output, e);
        }
    }

    private static JoulemarkException CannotWrite(string file, Exception e) =>
        new(ExitCode.BadUsage, new Diagnostic("JM4004", DiagnosticSeverity.Error, $"'{file}' cannot be written: {FileFailure.Why(e, file)}", "Give another with -o."));
}
