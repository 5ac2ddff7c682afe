using System.Text.Json;
using Joulemark.Diagnostics;

namespace Joulemark.Storage.Import;

/// <summary>The file or folder that a user names, and enough of its beginning to tell whose it is.</summary>
internal sealed class ImportSource
{
    /// <summary>Why a file is of none of the formats that are JSON.</summary>
    public const string NoObject = "is no JSON object";

    private const long MostToLookAt = 4 << 20;
    private const int MostKeys = 200;

    private ImportSource(string path)
    {
        Path = path;
        IsFolder = Directory.Exists(path);
    }

    /// <summary>What the user named.</summary>
    public string Path { get; }

    /// <summary>True for a folder, in which a tool's files are looked for by their names.</summary>
    public bool IsFolder { get; }

    /// <summary>The first characters of the file; empty for a folder.</summary>
    public string Beginning { get; private init; } = "";

    /// <summary>Keys of the first JSON object in the file, with the kinds of their values; empty where there is none.</summary>
    public IReadOnlyDictionary<string, JsonTokenType> Keys { get; private init; } = new Dictionary<string, JsonTokenType>(StringComparer.Ordinal);

    /// <summary>Why the file is no JSON; null when it is, as far as was looked.</summary>
    public Diagnostic? NotJson { get; private init; }

    /// <exception cref="JoulemarkException">JM4050: there is no such file, or it is empty.</exception>
    public static ImportSource Open(string path)
    {
        if (Directory.Exists(path))
            return new ImportSource(path);
        try
        {
            string beginning;
            using (var reader = new StreamReader(path))
            {
                var start = new char[4096];
                beginning = new string(start, 0, reader.ReadBlock(start));
            }

            if (string.IsNullOrWhiteSpace(beginning))
                throw ImportProblem.Of("JM4050", $"'{path}' is empty", "Give the file that the tool wrote; a benchmark that was broken off may not have written it.");
            var keys = new Dictionary<string, JsonTokenType>(StringComparer.Ordinal);
            var problem = Look(path, keys);
            return new ImportSource(path) { Beginning = beginning, Keys = keys, NotJson = problem };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImportProblem.Of("JM4050", $"'{path}' cannot be read: {FileFailure.Why(e, path)}", "Check the path.");
        }
    }

    /// <summary>A file of this name in the folder, or the file itself where it has this name; null where there is none.</summary>
    public string? File(string name)
    {
        if (!IsFolder)
            return System.IO.Path.GetFileName(Path) == name ? Path : null;
        var file = System.IO.Path.Combine(Path, name);
        return System.IO.File.Exists(file) ? file : null;
    }

    /// <summary>A file of this name beside the file, or in the folder; null where there is none.</summary>
    public string? Beside(string name)
    {
        var file = System.IO.Path.Combine(IsFolder ? Path : System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) ?? "", name);
        return System.IO.File.Exists(file) ? file : null;
    }

    private static Diagnostic? Look(string path, Dictionary<string, JsonTokenType> keys)
    {
        using var json = new JsonStream(path);
        try
        {
            if (!json.Read() || json.Token != JsonTokenType.StartObject)
                return new Diagnostic("JM4052", DiagnosticSeverity.Error, $"'{path}' does not begin with a JSON object");
            while (json.Read() && json.Token == JsonTokenType.PropertyName && keys.Count < MostKeys && json.BytesRead < MostToLookAt)
            {
                var name = json.Text!;
                json.Read();
                keys[name] = json.Token;
                if (name is "benchmarks" or "experiments" or "input_lens" or "ttfts") // what tells its tool is there, and the rest may be long
                    return null;
                json.Skip();
            }

            return null;
        }
        catch (JoulemarkException e)
        {
            return e.Diagnostics[0]; // whose it is may be plain all the same; reading it says the rest
        }
    }
}
