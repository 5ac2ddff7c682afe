using System.Globalization;
using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Baselines;

/// <summary>
/// The folder of one baseline: its entry, and beside it the runs, zipped. Who sets it writes the runs under names that nobody else
/// writes, and then renames the entry that they are named by into its place. So who reads meets one baseline or another and never
/// half of one, of several that set it at once the last one stands, and one that is killed leaves the one before. No lock is needed,
/// which not every folder has that machines share.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="time">The wall clock.</param>
internal sealed class BaselineFolder(string folder, TimeProvider time)
{
    /// <summary>Name of the entry's file.</summary>
    public const string EntryFile = "baseline.json";

    private const string New = ".new";

    /// <summary>What no entry names for so long, nobody is about to name: setting a baseline takes seconds.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>The entry's file.</summary>
    public string Entry { get; } = Path.Combine(folder, EntryFile);

    /// <summary>Puts a baseline in the place of the one before.</summary>
    /// <param name="entry">It.</param>
    /// <param name="runs">Folders of its runs.</param>
    public void Replace(BaselineEntry entry, IReadOnlyList<string> runs)
    {
        Directory.CreateDirectory(folder);
        IReadOnlyList<string> files = [.. FilesOf(entry)];
        var beside = Path.Combine(folder, $"{entry.Id}{New}");
        BaselineEntry? before;
        try
        {
            foreach (var (run, file) in runs.Zip(files))
                PackedRun.Write(run, file);
            using (var stream = new FileStream(beside, FileMode.CreateNew))
            {
                JsonSerializer.Serialize(stream, entry, RecordJson.Indented.BaselineEntry);
                stream.Flush(flushToDisk: true);
            }

            before = Before();
            File.Move(beside, Entry, overwrite: true);
        }
        catch
        {
            Remove([.. files, beside]);
            throw;
        }

        Remove([.. (before is null ? [] : FilesOf(before)).Concat(Forsaken()).Except(files, StringComparer.Ordinal)]);
    }

    /// <summary>The baseline, with its runs.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it cannot be read.</exception>
    public IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> Read(out BaselineEntry entry)
    {
        for (entry = ReadEntry(Entry); ;)
        {
            try
            {
                var found = entry;
                return [.. entry.Others.Prepend(new BaselineRun(entry.Run, entry.Configuration)).Zip(FilesOf(entry), (run, file) => PackedRun.Read(file, run, found.Valid))];
            }
            catch (JoulemarkException)
            {
                var now = ReadEntry(Entry);
                if (now.Id == entry.Id)
                    throw;
                entry = now; // another took its place, and its files, while it was read
            }
        }
    }

    /// <summary>What is known of a baseline without its runs.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it is damaged, or of a newer version.</exception>
    public static BaselineEntry ReadEntry(string file)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(File.ReadAllBytes(file), RecordJson.Indented.BaselineEntry) ?? throw new JsonException("it is empty");
            return entry.SchemaVersion > BaselineEntry.CurrentSchemaVersion ? throw new JsonException($"it has schema version {entry.SchemaVersion}, and this Joulemark reads up to {BaselineEntry.CurrentSchemaVersion}")
                : entry.Others.Contains(null!) ? throw new JsonException("a run of 'others' is null")
                : entry.Id?.All(char.IsAsciiLetterOrDigit) == false ? throw new JsonException($"'{entry.Id}' is no id") : entry;
        }
        catch (Exception e) when (e is JsonException || FileFailure.Is(e))
        {
            throw StoreDamage.Unreadable(file, e);
        }
    }

    /// <summary>The files of a baseline's runs; before schema version 2 every baseline's had the same names.</summary>
    private IEnumerable<string> FilesOf(BaselineEntry entry)
    {
        var name = entry.Id is null ? "run" : $"run-{entry.Id}";
        return Enumerable.Range(1, entry.Others.Count + 1).Select(i => Path.Combine(folder, i == 1 ? $"{name}.zip" : string.Create(CultureInfo.InvariantCulture, $"{name}-{i}.zip")));
    }

    private BaselineEntry? Before()
    {
        try
        {
            return File.Exists(Entry) ? ReadEntry(Entry) : null;
        }
        catch (JoulemarkException)
        {
            return null; // damaged: that is why it is set again
        }
    }

    /// <summary>What was left by one that was killed, or that another came right after.</summary>
    private IEnumerable<string> Forsaken() => Directory.EnumerateFiles(folder).Where(f => IsOfABaseline(f) && File.GetLastWriteTimeUtc(f) < (time.GetUtcNow() - Abandoned).UtcDateTime);

    private static bool IsOfABaseline(string file) =>
        Path.GetExtension(file) == New || (Path.GetExtension(file) == ".zip" && Path.GetFileName(file).StartsWith("run", StringComparison.Ordinal));

    /// <summary>What cannot be removed, since it is another user's, is in nobody's way.</summary>
    private static void Remove(IReadOnlyList<string> files)
    {
        try
        {
            foreach (var file in files)
                File.Delete(file);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            // The baseline is in its place, or it is not, all the same.
        }
    }
}
