using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Records;

namespace Joulemark.Storage;

/// <summary>Reads a run folder, whole or cut off: what a crash left is read, and what is damaged is said.</summary>
internal static class RunFolderReader
{
    /// <summary>Reads the records, and those of the runs that it goes on from; of the requests all but the text of their answers, in little memory.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it is no run folder, or a newer tool wrote it.</exception>
    public static RunRecord Read(string path)
    {
        var run = ReadAlone(path);
        return run.Header.Continues is null ? run : EarlierRuns.AddTo(run, path);
    }

    /// <summary>The same of this folder only, whatever it goes on from.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it is no run folder, may not be read, or a newer tool wrote it.</exception>
    public static RunRecord ReadAlone(string path)
    {
        try
        {
            return ReadRecords(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e); // figures of a part of the records would be of another run
        }
    }

    /// <summary>What is said of a folder that is there and cannot be read.</summary>
    public static JoulemarkException Unreadable(string path, Exception e) =>
        Problem($"'{path}' cannot be read: {e.Message.TrimEnd('.')}", "Read it as the user who measured, or let that user give you the right: chmod -R a+rX FOLDER.");

    private static RunRecord ReadRecords(string path)
    {
        var header = ReadKnownHeader(path);
        var damage = new List<string>();
        var machine = ReadDocument(path, RunFolder.Machine, RecordJson.Default.MachineSnapshot);
        if (machine is null)
        {
            damage.Add($"{RunFolder.Machine} is not there or cannot be read, so no channel is known");
            machine = new MachineSnapshot { Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal), Channels = [], Missing = [] };
        }

        // The two long files side by side, each by a core of its own.
        var samples = Task.Run(() => ReadSamples(path));
        var requests = ReadRequests(path);
        var windows = RecordLines.Read(path, RunFolder.Windows, RecordJson.Default.WindowRecord, PossibleRecords.Check);
        var servers = File.Exists(Path.Combine(path, RunFolder.Servers)) ? RecordLines.Read(path, RunFolder.Servers, RecordJson.Default.ServerCounters) : ([], RecordLines.None); // older runs have none
        var events = RecordLines.Read(path, RunFolder.Events, RecordJson.Default.RunEvent);
        RecordLines[] files = [windows.Lines, requests.Lines, samples.GetAwaiter().GetResult().Lines, servers.Lines, events.Lines];

        foreach (var (name, hash) in header.FileHashes ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            var now = Array.Find(files, f => f.Name == name)?.Hash ?? HashOf(Path.Combine(path, name));
            if (now is not null && now != hash)
                damage.Add($"{name} is not as the run left it: its SHA-256 is another");
            else if (now is null && name == RunFolder.Servers)
                damage.Add($"{name} is not there, and the run had it");
        }

        // A run that was killed after its last window was writing one of these: the line that it left cut off is of no window.
        var isMeasured = header.Status == RunStatus.Running && events.Records.Any(e => e.Kind == RunEvent.Measured);
        damage.AddRange(files.Where(f => !(isMeasured && f is { IsCutOff: true, Name: RunFolder.Samples or RunFolder.Servers or RunFolder.Events })).SelectMany(f => f.Damage));
        return new RunRecord
        {
            Header = header,
            Machine = machine,
            Windows = windows.Records,
            Requests = requests.Records,
            Samples = samples.Result.Records,
            Servers = servers.Records,
            Events = events.Records,
            Imported = ReadImported(path, header, damage),
            Damage = damage,
        };
    }

    /// <summary>Reads a machine: that of a run folder, or a <c>machine.json</c> by itself.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it is neither.</exception>
    public static MachineSnapshot ReadMachine(string path) =>
        ReadDocument(Directory.Exists(path) ? path : "", Directory.Exists(path) ? RunFolder.Machine : path, RecordJson.Default.MachineSnapshot)
            ?? throw Problem($"'{path}' is neither a run folder nor a {RunFolder.Machine}", "Give a folder that joulemark run made, the machine.json in one, or 'here' for this machine.");

    private static ImportedResults ReadImported(string path, RunHeader header, List<string> damage)
    {
        var imported = header.Import is null ? new ImportedResults() : ReadDocument(path, RunFolder.Imported, RecordJson.Default.ImportedResults);
        if (imported is null)
            damage.Add($"{RunFolder.Imported} is not there or cannot be read, so the other tool's own figures are missing");
        return imported ?? new ImportedResults();
    }

    /// <summary>SHA-256 of a file, hexadecimal; null when it cannot be read.</summary>
    internal static string? HashOf(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // reading its lines says what is wrong
        }
    }

    /// <summary>The header of a run folder; null when it cannot be read.</summary>
    public static RunHeader? ReadHeader(string path) => ReadDocument(path, RunFolder.Run, RecordJson.Default.RunHeader);

    /// <summary>The header of a run folder of a format that this version knows.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it is no run folder, may not be read, or a newer tool wrote it.</exception>
    public static RunHeader ReadKnownHeader(string path)
    {
        var header = ReadHeader(path);
        var (version, tool) = header is null ? VersionOf(path) : (header.SchemaVersion, header.ToolVersion);
        if (version > RunHeader.CurrentSchemaVersion)
        {
            throw Problem($"'{path}' has schema version {version}; this Joulemark reads up to {RunHeader.CurrentSchemaVersion}",
                $"It was written by {(tool is null ? "a newer Joulemark: use that." : $"Joulemark {tool}: use that version or a newer one.")}");
        }

        return header ?? throw NoRunFolder(path);
    }

    /// <summary>What a header says of its format, where the rest of it may be of a format to come.</summary>
    private static (int? Schema, string? Tool) VersionOf(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, RunFolder.Run)));
            if (json.RootElement is not { ValueKind: JsonValueKind.Object } header || !header.TryGetProperty("schema_version", out var schema) || schema.ValueKind != JsonValueKind.Number || !schema.TryGetInt32(out var version))
                return default;
            return (version, header.TryGetProperty("tool_version", out var tool) && tool.ValueKind == JsonValueKind.String ? tool.GetString() : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return default;
        }
    }

    private static T? ReadDocument<T>(string path, string name, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(path, name)), type);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static (RequestTable Records, RecordLines Lines) ReadRequests(string path)
    {
        var (requests, line) = (new RequestTable(), new RequestLine());
        return (requests, RecordLines.Read(path, RunFolder.Requests, bytes => requests.Add(PossibleRecords.Check(line.Read(bytes)))));
    }

    private static (SampleTable Records, RecordLines Lines) ReadSamples(string path)
    {
        const int known = 1 << 16; // samples after which the file's size says how many there will be
        var (samples, file) = (new SampleTable(), new FileInfo(Path.Combine(path, RunFolder.Samples)));
        var (line, read) = (new SampleLine(samples), 0L);
        return (samples, RecordLines.Read(path, RunFolder.Samples, bytes =>
        {
            line.Read(bytes);
            read += samples.Count <= known ? bytes.Length + 1 : 0;
            if (samples.Count == known)
                samples.Expect(file.Length / (double)read);
        }));
    }

    private static JoulemarkException NoRunFolder(string path)
    {
        const string Made = "Give a folder that joulemark run made, under runs/ by default.";
        if (File.Exists(path))
            return Problem($"'{path}' is not a run folder: it is a file", "Give the folder that a run made, under runs/ by default; joulemark run SPEC makes one.");
        if (RunReference.Split(path) is (var whole, { } configuration) && File.Exists(Path.Combine(whole, RunFolder.Run)))
            return Problem($"'{path}' is not a run folder: whole runs are taken here, and it names the configuration '{configuration}' of one", $"Give the run alone: {whole}. joulemark compare, recommend, gate and report --disclosure take RUN:CONFIGURATION.");
        if (!Directory.Exists(path))
            return Problem($"'{path}' is not a run folder: there is no such folder", Made);
        if (File.Exists(Path.Combine(path, RunFolder.Run)))
            return Problem($"'{path}' is not a run folder that can be read: its {RunFolder.Run} is damaged or may not be read", "Take the folder from where it was measured.");
        var inside = Directory.EnumerateDirectories(path).Where(d => File.Exists(Path.Combine(d, RunFolder.Run))).Order(StringComparer.Ordinal).ToList();
        return inside.Count == 0 ? Problem($"'{path}' is not a run folder: it has no {RunFolder.Run}", Made)
            : Problem($"'{path}' is not a run folder, but holds {inside.Count}", $"Give one of them; the last is {inside[^1]}");
    }

    private static JoulemarkException Problem(string message, string remedy) =>
        new(ExitCode.BadUsage, new Diagnostic("JM4003", DiagnosticSeverity.Error, message, remedy));
}
