using System.Security.Cryptography;
using System.Text;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Gating;
using Joulemark.Comparison.Starts;
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

    /// <summary>Makes a configuration of a run, or of several that are starts of it, the baseline of a branch on its machine; one that was there is replaced.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: figures are not valid, or the runs are not comparable; 2: it cannot be written, or a run is named twice.</exception>
    public BaselineEntry Set(string branch, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration, string Folder)> runs, bool acceptInvalid)
    {
        CheckName(branch);
        IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> starts = [.. runs.Select(r => (r.Run, r.Configuration))];
        GateStarts.CheckNames(starts, []);
        if (GateStarts.Apart(GateStarts.Between("baseline", starts, [])).ToList() is { Count: > 0 } apart)
            throw new JoulemarkException(ExitCode.Invalid, apart);
        var (run, configuration, _) = runs[0];
        List<Start> figures = [.. starts.Select(Start.Of)];
        List<Diagnostic> invalid = [.. runs.SelectMany((r, i) => Invalid(new RecordedPoint(r.Run, r.Configuration), figures[i].Result, r.Folder))];
        if (invalid.Count > 0 && !acceptInvalid)
            throw new JoulemarkException(ExitCode.Invalid, invalid);

        var entry = new BaselineEntry
        {
            Id = Guid.NewGuid().ToString("N")[..12], Branch = branch, Machine = MachineKey.Of(run.Machine), MachineSummary = run.Machine.Summary, Run = run.Header.Id, Configuration = configuration.Name,
            Others = [.. runs.Skip(1).Select(r => new BaselineRun(r.Run.Header.Id, r.Configuration.Name))],
            MeasuredAt = run.Header.StartedAt, SetAt = time.GetUtcNow(), Valid = invalid.Count == 0, EnergyPerRequest = Energy(figures),
        };
        try
        {
            new BaselineFolder(Place(branch, entry.Machine), time).Replace(entry, [.. runs.Select(r => r.Folder)]);
            return entry;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7051", DiagnosticSeverity.Error, $"the baseline cannot be written to '{folder}': {e.Message}", "Give another folder with --store."));
        }
    }

    /// <summary>Every baseline, by branch and machine.</summary>
    /// <param name="damaged">What is the matter with those that cannot be read: they stop no other.</param>
    /// <exception cref="JoulemarkException">Exit code 2: the folder is none, or cannot be read.</exception>
    public IReadOnlyList<BaselineEntry> List(out IReadOnlyList<Diagnostic> damaged)
    {
        CheckFolder();
        var (entries, problems) = (new List<BaselineEntry>(), new List<Diagnostic>());
        damaged = problems;
        try
        {
            IReadOnlyList<string> files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, BaselineFolder.EntryFile, SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
            foreach (var file in files)
            {
                try
                {
                    entries.Add(BaselineFolder.ReadEntry(file));
                }
                catch (JoulemarkException e)
                {
                    problems.AddRange(e.Diagnostics);
                }
            }
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw StoreDamage.Unreadable(folder, e);
        }

        return entries;
    }

    /// <summary>The baseline of a branch for a machine, as the runs to compare with.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: there is none of this machine; 2: it cannot be read.</exception>
    public IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> Find(string branch, string machine) => Find(branch, machine, out _);

    /// <summary>The same, with what the store says of it.</summary>
    public IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> Find(string branch, string machine, out BaselineEntry entry)
    {
        CheckName(branch);
        CheckFolder();
        var kept = new BaselineFolder(Place(branch, machine), time);
        if (!File.Exists(kept.Entry))
            throw NotFound(branch, machine);
        var runs = kept.Read(out entry);
        return entry.Branch == branch && entry.Machine == machine ? runs
            : throw StoreDamage.Unreadable(kept.Entry, new InvalidDataException($"it is of '{entry.Branch}' on the machine {entry.Machine}, where '{branch}' on {machine} should be"));
    }

    private JoulemarkException NotFound(string branch, string machine)
    {
        var all = List(out var damaged);
        var others = all.Where(e => e.Branch == branch).Select(e => $"{e.MachineSummary} ({e.Machine})").ToList();
        return new JoulemarkException(ExitCode.Invalid,
        [
            new Diagnostic("JM7052", DiagnosticSeverity.Error,
                others.Count > 0 ? $"'{branch}' has no baseline of this machine ({machine}); it has: {string.Join("; ", others)}"
                    : $"there is no baseline of '{branch}' in {folder}{(all.Count > 0 ? $"; there are of: {string.Join(", ", all.Select(e => e.Branch).Distinct(StringComparer.Ordinal))}" : "")}",
                $"Measure it on this machine and keep it: joulemark baseline set RUN --branch {branch}"),
            .. damaged,
        ]);
    }

    private void CheckFolder()
    {
        if (File.Exists(folder))
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7051", DiagnosticSeverity.Error, $"'{folder}' is a file, and baselines are kept in a folder", "Give a folder with --store."));
    }

    /// <exception cref="JoulemarkException">Exit code 2: the branch has no name.</exception>
    private static void CheckName(string branch)
    {
        if (string.IsNullOrWhiteSpace(branch))
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7036", DiagnosticSeverity.Error, "a baseline's branch has no name", "Name it; in CI, look whether the variable that holds it is set."));
    }

    /// <summary>The run's figure; of several the mean that a gate compares with.</summary>
    private static double? Energy(List<Start> starts) => starts.Count == 1
        ? starts[0].Result.Metrics[WindowMetrics.EnergyPerRequest].Value : StartRatio.Mean(WindowMetrics.EnergyPerRequest, starts);

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

    /// <summary>Names of branches hold slashes, may hold what a file system does not take, and may be longer than it takes.</summary>
    private string Place(string branch, string machine)
    {
        const int longest = 200;
        var name = Uri.EscapeDataString(branch).Replace(".", "%2E", StringComparison.Ordinal);
        return Path.Combine(folder, name.Length <= longest ? name : $"{name[..(longest / 2)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(branch)))[..16]}", machine);
    }
}
