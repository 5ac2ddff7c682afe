using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Baselines;

/// <summary>
/// Baselines by branch and machine, in a folder that can be committed or shared: <c>BRANCH/MACHINE/baseline.json</c>, and beside it
/// the whole run, zipped (several where it is several starts), so that a later version judges it by its own analysis.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="time">The wall clock.</param>
internal sealed class BaselineStore(string folder, TimeProvider time)
{
    /// <summary>Where baselines are, where nothing else is said.</summary>
    public const string DefaultFolder = ".joulemark/baselines";

    private const string EntryFile = "baseline.json";

    /// <summary>Makes a configuration of a run, or of several that are starts of it, the baseline of a branch on its machine; one that was there is replaced.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: figures are not valid, or the runs are not comparable; 2: it cannot be written, or a run is named twice.</exception>
    public BaselineEntry Set(string branch, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration, string Folder)> runs, bool acceptInvalid)
    {
        CheckName(branch);
        IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> starts = [.. runs.Select(r => (r.Run, r.Configuration))];
        GateStarts.CheckNames(starts, []);
        if (GateStarts.Apart("baseline", starts, []).ToList() is { Count: > 0 } apart)
            throw new JoulemarkException(ExitCode.Invalid, apart);
        var (run, configuration, _) = runs[0];
        List<GateStart> figures = [.. starts.Select(GateStart.Of)];
        List<Diagnostic> invalid = [.. runs.SelectMany((r, i) => Invalid(new RecordedPoint(r.Run, r.Configuration), figures[i].Result, r.Folder))];
        if (invalid.Count > 0 && !acceptInvalid)
            throw new JoulemarkException(ExitCode.Invalid, invalid);

        var entry = new BaselineEntry
        {
            Branch = branch, Machine = MachineKey.Of(run.Machine), MachineSummary = run.Machine.Summary, Run = run.Header.Id, Configuration = configuration.Name,
            Others = [.. runs.Skip(1).Select(r => new BaselineRun(r.Run.Header.Id, r.Configuration.Name))],
            MeasuredAt = run.Header.StartedAt, SetAt = time.GetUtcNow(), Valid = invalid.Count == 0, EnergyPerRequest = Energy(figures),
        };
        try
        {
            var place = Directory.CreateDirectory(Place(branch, entry.Machine)).FullName;
            for (var i = 0; i < runs.Count; i++)
                Pack(runs[i].Folder, Path.Combine(place, RunFile(i) + ".new"));
            for (var i = 0; i < runs.Count; i++)
                File.Move(Path.Combine(place, RunFile(i) + ".new"), Path.Combine(place, RunFile(i)), overwrite: true);
            File.WriteAllBytes(Path.Combine(place, EntryFile), JsonSerializer.SerializeToUtf8Bytes(entry, RecordJson.Indented.BaselineEntry));
            for (var i = runs.Count; File.Exists(Path.Combine(place, RunFile(i))); i++)
                File.Delete(Path.Combine(place, RunFile(i))); // of the one that was there
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
        if (File.Exists(folder))
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7051", DiagnosticSeverity.Error, $"'{folder}' is a file, and baselines are kept in a folder", "Give a folder with --store."));
        if (!Directory.Exists(folder))
            return [];
        var entries = new List<BaselineEntry>();
        foreach (var file in Directory.EnumerateFiles(folder, EntryFile, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            try
            {
                if (JsonSerializer.Deserialize(File.ReadAllBytes(file), RecordJson.Indented.BaselineEntry) is { } entry)
                    entries.Add(!entry.Others.Contains(null!) ? entry : throw new JsonException("a run of 'others' is null"));
            }
            catch (Exception e) when (e is JsonException || FileFailure.Is(e))
            {
                throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7051", DiagnosticSeverity.Error, $"'{file}' cannot be read: {e.Message}", "Set the baseline again, or remove its folder."));
            }
        }

        return entries;
    }

    /// <summary>The baseline of a branch for a machine, as the runs to compare with.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: there is none of this machine.</exception>
    public IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> Find(string branch, string machine) => Find(branch, machine, out _);

    /// <summary>The same, with what the store says of it.</summary>
    public IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> Find(string branch, string machine, out BaselineEntry entry)
    {
        CheckName(branch);
        var all = List();
        if (all.FirstOrDefault(e => e.Branch == branch && e.Machine == machine) is not { } found)
        {
            var others = all.Where(e => e.Branch == branch).Select(e => $"{e.MachineSummary} ({e.Machine})").ToList();
            throw new JoulemarkException(ExitCode.Invalid, new Diagnostic("JM7052", DiagnosticSeverity.Error,
                others.Count > 0 ? $"'{branch}' has no baseline of this machine ({machine}); it has: {string.Join("; ", others)}"
                    : $"there is no baseline of '{branch}' in {folder}{(all.Count > 0 ? $"; there are of: {string.Join(", ", all.Select(e => e.Branch).Distinct(StringComparer.Ordinal))}" : "")}",
                $"Measure it on this machine and keep it: joulemark baseline set RUN --branch {branch}"));
        }

        entry = found;
        try
        {
            return [.. found.Others.Prepend(new BaselineRun(found.Run, found.Configuration)).Select((r, i) => Unpack(Path.Combine(Place(branch, machine), RunFile(i)), r, found.Valid))];
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or JoulemarkException || FileFailure.Is(e))
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7051", DiagnosticSeverity.Error, $"the baseline of '{branch}' cannot be read: {e.Message}", "Set it again."));
        }
    }

    /// <exception cref="JoulemarkException">Exit code 2: the branch has no name.</exception>
    private static void CheckName(string branch)
    {
        if (string.IsNullOrWhiteSpace(branch))
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7036", DiagnosticSeverity.Error, "a baseline's branch has no name", "Name it; in CI, look whether the variable that holds it is set."));
    }

    /// <summary>The run's figure; of several the mean that a gate compares with.</summary>
    private static double? Energy(List<GateStart> starts) => starts.Count == 1
        ? starts[0].Result.Metrics[WindowMetrics.EnergyPerRequest].Value : StartRatio.Mean(WindowMetrics.EnergyPerRequest, starts);

    private static void Pack(string runFolder, string file)
    {
        File.Delete(file);
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);

        // Only what figures are made from: the rest is made again.
        foreach (var record in RunFolder.Records.Append(RunFolder.Run).Append(RunFolder.Imported).Select(f => Path.Combine(runFolder, f)).Where(File.Exists))
            zip.CreateEntryFromFile(record, Path.GetFileName(record), CompressionLevel.SmallestSize);
    }

    /// <exception cref="InvalidOperationException">It is another run, or without that configuration: somebody changed the folder.</exception>
    private static (RunRecord Run, ConfigurationRecord Configuration) Unpack(string file, BaselineRun expected, bool isValid)
    {
        var unpacked = Directory.CreateTempSubdirectory("joulemark-baseline-");
        try
        {
            ZipFile.ExtractToDirectory(file, unpacked.FullName);
            var run = RunFolderReader.ReadAlone(unpacked.FullName); // the configuration is all of this run, whatever it goes on from
            if (isValid)
                run = run with { ContinuedBy = run.Header.Id }; // one that was cut off had finished it when it was set
            return run.Header.Id == expected.Run ? (run, run.Header.Configurations.First(c => c.Name == expected.Configuration))
                : throw new InvalidOperationException($"'{file}' is of {run.Header.Id}, not of {expected.Run}");
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }

    private static IEnumerable<Diagnostic> Invalid(RecordedPoint point, ConfigurationResult figures, string folder)
    {
        List<ValidityReason> reasons = [.. point.RunReasons, .. figures.Validity.Reasons];
        if (reasons.Count > 0 || !figures.Validity.Valid)
        {
            yield return new Diagnostic("JM7050", DiagnosticSeverity.Error,
                $"'{folder}' is no baseline, because its figures are not valid: {string.Join("; ", reasons.Select(r => $"{r.Code}: {r.Evidence}"))}",
                "Measure it again; or --accept-invalid, which every gate against it will have to say as well.");
        }
    }

    private static string RunFile(int start) => start == 0 ? "run.zip" : string.Create(CultureInfo.InvariantCulture, $"run-{start + 1}.zip");

    /// <summary>Names of branches hold slashes, and may hold what a file system does not take.</summary>
    private string Place(string branch, string machine) => Path.Combine(folder, Uri.EscapeDataString(branch).Replace(".", "%2E", StringComparison.Ordinal), machine);
}
