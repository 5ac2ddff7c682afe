using System.IO.Compression;
using System.Text.Json;
using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Baselines;

/// <summary>
/// Baselines by branch and machine, in a folder that can be committed or shared: <c>BRANCH/MACHINE/baseline.json</c>, and beside it
/// the whole run, zipped, so that a later version judges it by its own analysis.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="time">The wall clock.</param>
internal sealed class BaselineStore(string folder, TimeProvider time)
{
    /// <summary>Where baselines are, where nothing else is said.</summary>
    public const string DefaultFolder = ".joulemark/baselines";

    private const string EntryFile = "baseline.json";
    private const string RunFile = "run.zip";

    /// <summary>Makes a configuration of a run the baseline of a branch on its machine; one that was there is replaced.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: its figures are not valid; 2: it cannot be written.</exception>
    public BaselineEntry Set(string branch, string runFolder, RunRecord run, string configuration, bool acceptInvalid)
    {
        var result = RunAnalyzer.Analyze(run);
        var figures = result.Configurations[configuration];
        var valid = figures.Validity.Valid && !RunAnalyzer.RunReasons(run).Any();
        if (!valid && !acceptInvalid)
        {
            throw new JoulemarkException(ExitCode.Invalid, new Diagnostic("JM7050", DiagnosticSeverity.Error,
                $"'{runFolder}' is no baseline, because its figures are not valid: {string.Join("; ", RunAnalyzer.RunReasons(run).Concat(figures.Validity.Reasons).Select(r => $"{r.Code}: {r.Evidence}"))}",
                "Measure it again; or --accept-invalid, which every gate against it will have to say as well."));
        }

        var entry = new BaselineEntry
        {
            Branch = branch, Machine = MachineKey.Of(run.Machine), MachineSummary = run.Machine.Summary, Run = run.Header.Id, Configuration = configuration,
            MeasuredAt = run.Header.StartedAt, SetAt = time.GetUtcNow(), Valid = valid, EnergyPerRequest = figures.Metrics["energy_per_request"].Value,
        };
        try
        {
            var place = Directory.CreateDirectory(Place(branch, entry.Machine)).FullName;
            var next = Path.Combine(place, RunFile + ".new");
            File.Delete(next);
            using (var zip = ZipFile.Open(next, ZipArchiveMode.Create))
            {
                // Only what figures are made from: the rest is made again.
                foreach (var file in RunFolder.Records.Append(RunFolder.Run).Append(RunFolder.Imported).Select(f => Path.Combine(runFolder, f)).Where(File.Exists))
                    zip.CreateEntryFromFile(file, Path.GetFileName(file), CompressionLevel.SmallestSize);
            }

            File.Move(next, Path.Combine(place, RunFile), overwrite: true);
            File.WriteAllBytes(Path.Combine(place, EntryFile), JsonSerializer.SerializeToUtf8Bytes(entry, RecordJson.Indented.BaselineEntry));
            return entry;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7051", DiagnosticSeverity.Error, $"the baseline cannot be written to '{folder}': {e.Message}", "Give another folder with --store."));
        }
    }

    /// <summary>Every baseline, by branch and machine.</summary>
    public IReadOnlyList<BaselineEntry> List()
    {
        if (!Directory.Exists(folder))
            return [];
        var entries = new List<BaselineEntry>();
        foreach (var file in Directory.EnumerateFiles(folder, EntryFile, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            try
            {
                if (JsonSerializer.Deserialize(File.ReadAllBytes(file), RecordJson.Indented.BaselineEntry) is { } entry)
                    entries.Add(entry);
            }
            catch (Exception e) when (e is JsonException || FileFailure.Is(e))
            {
                throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7051", DiagnosticSeverity.Error, $"'{file}' cannot be read: {e.Message}", "Set the baseline again, or remove its folder."));
            }
        }

        return entries;
    }

    /// <summary>The baseline of a branch for a machine, as a run to compare with.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: there is none of this machine.</exception>
    public (RunRecord Run, ConfigurationRecord Configuration) Find(string branch, string machine)
    {
        var all = List();
        if (all.FirstOrDefault(e => e.Branch == branch && e.Machine == machine) is not { } entry)
        {
            var others = all.Where(e => e.Branch == branch).Select(e => $"{e.MachineSummary} ({e.Machine})").ToList();
            throw new JoulemarkException(ExitCode.Invalid, new Diagnostic("JM7052", DiagnosticSeverity.Error,
                others.Count > 0 ? $"'{branch}' has no baseline of this machine ({machine}); it has: {string.Join("; ", others)}"
                    : $"there is no baseline of '{branch}' in {folder}{(all.Count > 0 ? $"; there are of: {string.Join(", ", all.Select(e => e.Branch).Distinct(StringComparer.Ordinal))}" : "")}",
                $"Measure it on this machine and keep it: joulemark baseline set RUN --branch {branch}"));
        }

        var unpacked = Directory.CreateTempSubdirectory("joulemark-baseline-");
        try
        {
            ZipFile.ExtractToDirectory(Path.Combine(Place(branch, machine), RunFile), unpacked.FullName);
            var run = RunFolderReader.Read(unpacked.FullName);
            return (run, run.Header.Configurations.First(c => c.Name == entry.Configuration));
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException || FileFailure.Is(e))
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7051", DiagnosticSeverity.Error, $"the baseline of '{branch}' cannot be read: {e.Message}", "Set it again."));
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }

    /// <summary>Names of branches hold slashes, and may hold what a file system does not take.</summary>
    private string Place(string branch, string machine) => Path.Combine(folder, Uri.EscapeDataString(branch).Replace(".", "%2E", StringComparison.Ordinal), machine);
}
