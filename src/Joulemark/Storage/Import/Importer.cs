using System.Globalization;
using System.Security.Cryptography;
using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Workloads;

namespace Joulemark.Storage.Import;

/// <summary>Turns another tool's result into a run folder that is analysed like any other.</summary>
internal static class Importer
{
    /// <summary>Power before and after the benchmark that is kept beside it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenBenchmarks = TimeSpan.FromSeconds(1);

    /// <summary>Every format that is known, in the order in which they are tried.</summary>
    public static IReadOnlyList<IImportFormat> Formats { get; } = [new VllmFormat(), new AiperfFormat(), new GenAiPerfFormat(), new GuideLlmFormat(), new LoadGenFormat()];

    /// <summary>Imports, and says where the run folder is.</summary>
    /// <exception cref="JoulemarkException">Exit code 2, with what is wrong with the files or the options.</exception>
    public static async Task<string> RunAsync(ImportOptions options, TimeProvider time)
    {
        var source = ImportSource.Open(options.Path);
        var format = Choose(source, options.Format);
        var survey = new ImportSurvey();
        var version = format.Read(source, survey);
        if (survey.Benchmarks.Count == 0)
            throw ImportProblem.Of("JM4053", $"'{options.Path}' holds no benchmark", "Give the result of a benchmark that came to its end.");
        var clock = WallClock.Of(survey.Benchmarks, options);
        var placed = Place(survey.Benchmarks, options, clock);
        var power = options.Power is null ? null : JoinedPower.Join(options.Power, options.Gpus, placed, clock!, Margin);
        var header = Header(options, format, version, source, placed, power, clock, time);
        var machine = Machine(format, version, placed, power);

        await using var folder = RunFolderWriter.Create(options.Runs, header, machine);
        foreach (var sample in power?.Samples ?? [])
            folder.Write(sample);
        await folder.DrainAsync();
        format.Read(source, new ImportWriter(folder, placed));
        foreach (var benchmark in placed.Where(b => b.Window is not null))
            folder.Write(Window(benchmark, power, header.SampleRate));
        foreach (var runEvent in Events(options, format, version, source, survey, placed, power, clock is not null))
            folder.Write(runEvent);
        folder.Write(Results(placed));
        await folder.CompleteAsync(RunStatus.Complete, machine);
        return folder.Failure is { } failure ? throw new JoulemarkException(ExitCode.Invalid, failure) : folder.Path;
    }

    private static IImportFormat Choose(ImportSource source, string? name)
    {
        if (name is not null)
        {
            var named = Formats.Where(f => f.Name == name).ToList();
            return named.Find(f => f.WhyNot(source) is null)
                ?? throw ImportProblem.Of("JM4051", $"'{source.Path}' is no result of {name}'s: it {named[0].WhyNot(source)}", "Leave --format out to have every format tried.");
        }

        var tried = Formats.Select(f => (Format: f, WhyNot: f.WhyNot(source))).ToList();
        if (tried.Find(t => t.WhyNot is null) is { Format: { } found })
            return found;

        // What begins as JSON and is damaged is of whatever tool: that it is damaged says more.
        return source is { NotJson: { } damage, Keys.Count: 0 } && source.Beginning.TrimStart() is ['{', ..]
            ? throw new JoulemarkException(ExitCode.BadUsage, damage)
            : throw ImportProblem.Of("JM4051", $"'{source.Path}' is of no format that is known: {string.Join("; ", tried.Select(t => $"{t.Format.Tool}: it {t.WhyNot}"))}",
                "Give the file as the tool wrote it; --format names one where it cannot be told.");
    }

    private static List<PlacedBenchmark> Place(List<SurveyedBenchmark> benchmarks, ImportOptions options, WallClock? clock)
    {
        var margin = (options.Power is null ? TimeSpan.Zero : Margin).Ticks * TimeSpan.NanosecondsPerTick;
        if (clock is not null)
            return [.. benchmarks.Select(b => PlacedBenchmark.Of(b, clock.Offset(b) - clock.First + margin, options.WholeBenchmark))];

        // Nobody knows when they were: one after another, in the file's order.
        var at = margin;
        var placed = new List<PlacedBenchmark>();
        foreach (var benchmark in benchmarks)
        {
            var (start, end) = benchmark.Whole ?? (0, 0);
            placed.Add(PlacedBenchmark.Of(benchmark, at - start, options.WholeBenchmark));
            at += end - start + (BetweenBenchmarks.Ticks * TimeSpan.NanosecondsPerTick);
        }

        return placed;
    }

    private static RunHeader Header(
        ImportOptions options, IImportFormat format, string? version, ImportSource source, List<PlacedBenchmark> placed, JoinedPower? power, WallClock? clock, TimeProvider time)
    {
        var files = format.Files(source).Select(FileOf).ToList();
        var name = options.Name ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(options.Path));
        var byName = placed.GroupBy(b => b.Surveyed.Benchmark.Name, StringComparer.Ordinal).ToList();
        var margin = power is null ? TimeSpan.Zero : Margin;
        var startedAt = clock is null ? time.GetUtcNow() : DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(clock.First / TimeSpan.NanosecondsPerTick) - margin;
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
        return new RunHeader
        {
            ToolVersion = ToolVersion.Current,
            Id = string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{safe}-{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..4]}"),
            Name = name,
            StartedAt = startedAt,
            Status = RunStatus.Running,
            Boundary = power?.Ledger.Boundary,
            Gpus = power is null ? [] : options.Gpus,
            SampleRate = 1 / (power?.Log.Period ?? 1),
            Seeds = new Dictionary<string, int>(StringComparer.Ordinal),
            Plan = [.. placed.Select(b => b.Surveyed.Benchmark.Name)],
            Configurations = [.. byName.Select(g => Configuration(name, [.. g], files, isOnly: byName.Count == 1))],
            Import = new ImportOrigin { Tool = format.Tool, Version = version, Files = files, Power = power is null ? null : Joined(options.Power!, power.Log) },
        };
    }

    private static ConfigurationRecord Configuration(string name, List<PlacedBenchmark> repeats, List<ImportedFile> files, bool isOnly)
    {
        var benchmark = repeats[0].Surveyed.Benchmark;
        var requests = benchmark.Requests ?? repeats.Max(r => r.Surveyed.Requests);
        var spec = new Dictionary<string, string>(benchmark.Spec, StringComparer.Ordinal) { ["name"] = name };
        if (requests > 0)
            spec["workload.requests"] = requests.ToString(CultureInfo.InvariantCulture);
        if (benchmark.Concurrency is { } concurrency && repeats.TrueForAll(r => r.Surveyed.HasRequests && r.IsSteady))
            spec["load.concurrency"] = concurrency.ToString(CultureInfo.InvariantCulture); // held against the requests in flight
        return new ConfigurationRecord
        {
            Name = benchmark.Name,
            Factors = isOnly ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal) { ["load"] = benchmark.Name },
            Spec = spec,

            // What was asked is not in the result: no two imports may pass for the same task.
            TaskHash = ContentHash.Of([.. files.Select(f => new TaskItem(f.Sha256, null))]),
            TaskRequests = requests,
            TaskDistinctItems = repeats.Max(r => r.Surveyed.Requests),
            TemplateHash = ContentHash.Of([]),
        };
    }

    private static ImportedPowerLog Joined(PowerLogOptions options, PowerLog log) => new()
    {
        File = FileOf(options.Path),
        Columns = log.Columns,
        Unit = log.Unit,
        ClockOffsetSeconds = options.ClockOffset.TotalSeconds,
    };

    private static MachineSnapshot Machine(IImportFormat format, string? version, List<PlacedBenchmark> placed, JoinedPower? power)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["import.tool"] = format.Tool };
        if (version is not null)
            facts["import.version"] = version;
        if (placed.Select(b => b.Surveyed.Benchmark.Spec.GetValueOrDefault("server.model")).Distinct(StringComparer.Ordinal).ToList() is [{ } model])
            facts["server.model"] = model;
        return new MachineSnapshot { Fingerprint = facts, Channels = power?.Log.Channels ?? [], Missing = [] };
    }

    private static WindowRecord Window(PlacedBenchmark benchmark, JoinedPower? power, double sampleRate)
    {
        var (start, end) = benchmark.Window!.Value;
        return new WindowRecord
        {
            Configuration = benchmark.Surveyed.Benchmark.Name,
            Stage = Stage.Window,
            Repeat = benchmark.Surveyed.Benchmark.Repeat,
            Start = start,
            End = end,
            Counts = benchmark.Counts,
            Energy = (power?.Series ?? []).ToDictionary(s => s.Key, s => EnergyIntegrator.Integrate(s.Value, start, end, sampleRate).Energy, StringComparer.Ordinal),
        };
    }

    private static ImportedResults Results(List<PlacedBenchmark> placed) => new()
    {
        Configurations = placed.Select(p => p.Surveyed.Benchmark).GroupBy(b => b.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => RepeatedFigures.Of([.. g]), StringComparer.Ordinal),
    };

    private static IEnumerable<RunEvent> Events(
        ImportOptions options, IImportFormat format, string? version, ImportSource source, ImportSurvey survey, List<PlacedBenchmark> placed, JoinedPower? power, bool isTimeKnown)
    {
        var files = string.Join(", ", format.Files(source).Select(Path.GetFileName));
        yield return new RunEvent { Time = default, Kind = "import", Message = $"{files} of {format.Tool}{(version is null ? "" : $" {version}")}: {placed.Count} benchmarks, {placed.Sum(b => b.Surveyed.Requests)} requests on record" };
        foreach (var note in survey.Notes.Concat(ImportJudgement.Of(options, placed, power, isTimeKnown)))
            yield return new RunEvent { Time = default, Kind = "diagnostic", Message = note.Message, Diagnostic = note };
    }

    private static ImportedFile FileOf(string path)
    {
        using var stream = File.OpenRead(path);
        return new ImportedFile(Path.GetFileName(path), stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
