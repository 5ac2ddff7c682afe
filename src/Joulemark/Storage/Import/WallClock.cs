using Joulemark.Diagnostics;

namespace Joulemark.Storage.Import;

/// <summary>When benchmarks were, on the wall clock: by their own times, or by what the user says.</summary>
internal sealed class WallClock
{
    private readonly IReadOnlyList<SurveyedBenchmark> _benchmarks;
    private readonly long? _start; // Unix time of the only benchmark, where it does not say itself

    private WallClock(IReadOnlyList<SurveyedBenchmark> benchmarks, long? start)
    {
        (_benchmarks, _start) = (benchmarks, start);
        First = _benchmarks.Min(b => b.Whole?.Start + Offset(b) ?? long.MaxValue);
    }

    /// <summary>When the first of them began, in nanoseconds of Unix time.</summary>
    public long First { get; }

    /// <summary>The clock; null where nobody knows, and no power log asks.</summary>
    /// <exception cref="JoulemarkException">JM4065: a power log cannot be laid beside a benchmark that may have been any time.</exception>
    public static WallClock? Of(IReadOnlyList<SurveyedBenchmark> benchmarks, ImportOptions options)
    {
        if (benchmarks.All(b => b.HasWallClock && b.Whole is not null))
            return new WallClock(benchmarks, null);
        var missing = benchmarks.FirstOrDefault(b => b.Whole is null);
        if (options.Power is not null && missing is not null)
        {
            throw ImportProblem.Of("JM4065", $"nothing in the result says how long {missing.Benchmark.Name} took, so no power can be laid beside it",
                "Import the export with every request, or leave --power out.");
        }

        if (options.Start is { } start)
        {
            if (benchmarks.Count > 1)
                throw ImportProblem.Of("JM4065", $"--start is when one benchmark began, and '{options.Path}' holds {benchmarks.Count}", "Put each result into a file of its own and import them one by one.");
            return benchmarks[0].Whole is null ? null : new WallClock(benchmarks, (start - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        }

        if (options.Power is null)
            return null;
        var about = benchmarks[0].Benchmark.EndedAbout is { } end ? $" (it says {end} for about its end, without a zone: too coarse)" : "";
        throw ImportProblem.Of("JM4065", $"the result does not say when its first request was sent{about}, so no power can be laid beside it",
            "Give that moment with --start, e.g. --start 2026-11-23T04:15:00.250Z: vLLM prints \"Starting main benchmark run...\" just before it, which ts of moreutils puts a time to.");
    }

    /// <summary>Nanoseconds from a benchmark's own clock to Unix time.</summary>
    public long Offset(SurveyedBenchmark benchmark) => _start is { } start ? start - (benchmark.Whole?.Start ?? 0) : 0;
}
