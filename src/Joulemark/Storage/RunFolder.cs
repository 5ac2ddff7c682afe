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
}
