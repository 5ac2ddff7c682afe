using System.CommandLine;
using System.Data.Common;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Storage.DuckDB;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark query "SELECT …"</c>: SQL over run folders.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var sql = new Argument<string?>("SQL") { Description = "What to ask; without it, the tables and their columns are listed.", Arity = ArgumentArity.ZeroOrOne };
        var runs = new Option<string>("--runs") { Description = "The folder that holds run folders, or one of them.", HelpName = "DIR", DefaultValueFactory = _ => "runs" };
        var json = new Option<bool>("--json") { Description = "Write the rows as one JSON array to standard output, and nothing else." };
        var csv = new Option<bool>("--csv") { Description = "Write the rows as CSV (RFC 4180) to standard output, and nothing else." };
        var command = new Command("query", "Ask run folders by SQL.") { sql, runs, json, csv };
        command.Validators.Add(r =>
        {
            if (r.GetValue(json) && r.GetValue(csv))
                r.AddError("--json and --csv: give one of them");
        });
        command.SetAction((parsed, _) => ExecuteAsync(parsed.GetValue(sql), parsed.GetValue(runs)!, parsed.GetValue(json), parsed.GetValue(csv)));
        return command;
    }

    private static async Task<int> ExecuteAsync(string? sql, string runs, bool json, bool csv)
    {
        using var query = RunQuery.Open(runs, sql);
        if (sql is null && !json && !csv)
        {
            QueryRenderer.PrintTables(query);
            return End(query.LeftOut);
        }

        await using var reader = query.Ask(sql ?? RunQuery.ColumnsOfAll);
        try
        {
            if (json)
                await OutputJson.WriteAsync(RowsJson.Write(reader));
            else if (csv)
                RowsCsv.Write(reader, Console.Out);
            else
                QueryRenderer.Print(reader);
        }
        catch (Exception e) when (e is DbException or InvalidCastException) // the latter for a value that .NET has no type for
        {
            throw query.Problem(e);
        }

        return End(query.LeftOut);
    }

    /// <summary>Says which runs were left out. What was written is right, and of some of the runs only: a script must be able to tell.</summary>
    public static int End(Diagnostic? leftOut)
    {
        DiagnosticsPrinter.Print(leftOut is null ? [] : [leftOut]);
        return (int)(leftOut is null ? ExitCode.Done : ExitCode.Invalid);
    }
}
