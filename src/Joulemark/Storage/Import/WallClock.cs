using Joulemark.Diagnostics;

namespace Joulemark.Storage.Import;

/// <summary>When benchmarks were, on the wall clock: by their own times, or by what the user says.</summary>
internal sealed class WallClock
{
    private readonly Dictionary<SurveyedBenchmark, long> _offsets; // from each one's own clock to Unix time

    private WallClock(Dictionary<SurveyedBenchmark, long> offsets)
    {
        _offsets = offsets;
        First = offsets.Min(b => b.Key.Whole!.Value.Start + b.Value);
    }

    /// <summary>When the first of them began, in nanoseconds of Unix time.</summary>
    public long First { get; }

    /// <summary>The clock; null where nobody knows, and no power log asks.</summary>
    /// <exception cref="JoulemarkException">JM4065: a power log cannot be laid beside a benchmark that may have been any time.</exception>
    public static WallClock? Of(IReadOnlyList<SurveyedBenchmark> benchmarks, ImportOptions options)
    {
        if (benchmarks.All(b => b.HasWallClock && b.Whole is not null))
            return new WallClock(benchmarks.ToDictionary(b => b, _ => 0L));
        var missing = benchmarks.FirstOrDefault(b => b.Whole is null);
        if (options.Power is not null && missing is not null)
        {
            throw ImportProblem.Of("JM4065", $"nothing in the result says how long {missing.Benchmark.Name} took, so no power can be laid beside it",
                "Import the export with every request, or leave --power out.");
        }

        if (options.Starts.Count > 0)
        {
            if (benchmarks.Count != options.Starts.Count)
                throw ImportProblem.Of("JM4065", $"--start is given {options.Starts.Count} times, and '{options.Path}' holds {benchmarks.Count} benchmarks", "Give it once for each of them, in the file's order.");
            return missing is not null ? null : new WallClock(benchmarks.Zip(options.Starts).ToDictionary(
                b => b.First, b => ((b.Second - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick) - b.First.Whole!.Value.Start));
        }

        if (options.Power is null)
            return null;
        var about = benchmarks[0].Benchmark.EndedAbout is { } end ? $" (of its end it says {end}, without a zone)" : "";
        throw ImportProblem.Of("JM4065", $"the result does not say when its first request was sent{about}, so no power can be laid beside it",
            "Give that moment with --start, e.g. --start 2026-11-23T04:15:00.250Z: vLLM prints \"Starting main benchmark run...\" just before it, which ts of moreutils puts a time to.");
    }

    /// <summary>Nanoseconds from a benchmark's own clock to Unix time.</summary>
    public long Offset(SurveyedBenchmark benchmark) => _offsets[benchmark];
}
