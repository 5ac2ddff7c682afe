using DuckDB.NET.Data;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.DuckDB;

/// <summary>Of run folders those that tables can be made of. A sum over what is left of a damaged one would look like any other.</summary>
internal static class ReadableRuns
{
    /// <summary>Looks at what the tables are made of, and at nothing else.</summary>
    /// <param name="folders">The run folders.</param>
    /// <param name="tables">The tables that will be asked, beside those of figures.</param>
    /// <param name="connection">A database that may read them.</param>
    /// <param name="leftOut">Takes those that are damaged, or that a newer version wrote.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> folders, IReadOnlyList<string> tables, DuckDBConnection connection, LeftOutRuns leftOut)
    {
        var runs = leftOut.Keep(folders, f => (Folder: f, Header: RunFolderReader.ReadKnownHeader(f)));
        foreach (var file in RunViews.FilesOf(tables).Prepend(RunFile.Result))
        {
            // Of a run that was cut off, the last line may be half a line, and files may not be there yet.
            var looked = file == RunFile.Result ? runs.FindAll(r => File.Exists(Path.Combine(r.Folder, file.Name))) : runs.FindAll(r => r.Header.FileHashes?.ContainsKey(file.Name) == true);
            var damaged = Damaged(looked, file, connection);
            foreach (var (folder, what) in damaged)
                leftOut.Add(Damage(folder, file, what));
            runs.RemoveAll(r => damaged.ContainsKey(r.Folder));
        }

        return [.. runs.Select(r => r.Folder)];
    }

    private static Dictionary<string, string> Damaged(IReadOnlyList<(string Folder, RunHeader Header)> runs, RunFile file, DuckDBConnection connection)
    {
        var damaged = new Dictionary<string, string>(StringComparer.Ordinal);
        var there = new List<(string Folder, RunHeader Header)>();
        foreach (var run in runs)
        {
            if (File.Exists(Path.Combine(run.Folder, file.Name)))
                there.Add(run);
            else
                damaged[run.Folder] = "is not there";
        }

        try
        {
            var counts = Counts([.. there.Select(r => r.Folder)], file, connection);
            foreach (var (folder, _) in there)
            {
                var (good, bad) = counts.GetValueOrDefault(folder);
                if (bad > 0)
                    damaged[folder] = $"has {bad} line{(bad == 1 ? "" : "s")} that cannot be read";
                else if (good == 0 && file == RunFile.Result)
                    damaged[folder] = "has no figures: it is empty or no result";
            }
        }
        catch (DuckDBException) when (there.Count > 1)
        {
            foreach (var (folder, what) in there.SelectMany(r => Damaged([r], file, connection)))
                damaged[folder] = what;
        }
        catch (DuckDBException e)
        {
            damaged[there[0].Folder] = $"cannot be read: {Reason(e.Message)}";
        }

        return damaged;
    }

    private static Dictionary<string, (long Good, long Bad)> Counts(IReadOnlyList<string> folders, RunFile file, DuckDBConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = file.Count(folders);
        using var reader = command.ExecuteReader();
        var counts = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        while (reader.Read())
            counts[reader.GetString(0)] = (reader.GetInt64(1), reader.GetInt64(2));
        return counts;
    }

    private static Diagnostic Damage(string folder, RunFile file, string what) => new("JM4083", DiagnosticSeverity.Error, $"'{folder}': {file.Name} {what}",
        file == RunFile.Result ? $"joulemark report RUN makes {RunFolder.Result} again from the records." : "joulemark report RUN says what is damaged, and marks what figures the rest makes; or take the folder from where it was measured.");

    /// <summary>The database's own words, without the file's name and the place, and without its advice.</summary>
    private static string Reason(string message)
    {
        var line = message.Split('\n')[0];
        var place = line.IndexOf("in record/value ", StringComparison.Ordinal);
        var words = place < 0 ? -1 : line.IndexOf(": ", place, StringComparison.Ordinal);
        return (words < 0 ? line : line[(words + 2)..]).Trim().TrimEnd('.');
    }
}
