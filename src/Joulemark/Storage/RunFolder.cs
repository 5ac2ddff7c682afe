namespace Joulemark.Storage;

/// <summary>Names of the files in a run folder.</summary>
internal static class RunFolder
{
    public const string Run = "run.json";
    public const string Machine = "machine.json";
    public const string Windows = "windows.jsonl";
    public const string Requests = "requests.jsonl";
    public const string Samples = "samples.jsonl";
    public const string Servers = "server.jsonl";
    public const string Events = "events.jsonl";
    public const string Imported = "imported.json";
    public const string Result = "result.json";
    public const string Report = "report.html";

    /// <summary>The raw records, which nothing ever writes to again once the run is over.</summary>
    public static IReadOnlyList<string> Records { get; } = [Machine, Windows, Requests, Samples, Servers, Events];

    /// <summary>Holds back from a file that somebody asked to be written where it is a run's record, which nobody can measure again.</summary>
    /// <exception cref="IOException">It is one.</exception>
    public static void Spare(string file)
    {
        var path = Path.GetFullPath(file);
        if (Records.Append(Run).Append(Imported).Contains(Path.GetFileName(path), StringComparer.Ordinal) && File.Exists(Path.Combine(Path.GetDirectoryName(path)!, Run)))
            throw new IOException("it is a record of a run");
    }
}
