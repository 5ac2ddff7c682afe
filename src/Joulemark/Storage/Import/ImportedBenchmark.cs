using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>One benchmark in another tool's result, as a reader finds it: filled as the file goes by.</summary>
/// <param name="name">Name of the configuration.</param>
/// <param name="hasWallClock">True where its times are nanoseconds of Unix time; false for a clock that starts anywhere.</param>
internal sealed class ImportedBenchmark(string name, bool hasWallClock)
{
    /// <summary>Name of the configuration.</summary>
    public string Name { get; } = name;

    /// <summary>True where its times are nanoseconds of Unix time; false for a clock that starts anywhere.</summary>
    public bool HasWallClock { get; } = hasWallClock;

    /// <summary>Which repeat of the configuration, from 1.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Keys of our spec whose values the result tells.</summary>
    public Dictionary<string, string> Spec { get; } = new(StringComparer.Ordinal) { ["workload.prefix-cache"] = "any" };

    /// <summary>Requests that the load was told to keep in flight; null for none.</summary>
    public int? Concurrency { get; set; }

    /// <summary>How long the benchmark took, as the tool says; null where it does not.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>When it began on its clock, where no request tells it better; null where nothing does.</summary>
    public long? StartNanoseconds { get; set; }

    /// <summary>When it ended, on the wall clock and only about; null where nothing tells it.</summary>
    public string? EndedAbout { get; set; }

    /// <summary>Work of the whole benchmark as the tool counts it, for where the requests are not all there; null where unknown.</summary>
    public WorkCounts? Totals { get; set; }

    /// <summary>Requests of the whole benchmark, failed ones too; null where unknown.</summary>
    public int? Requests { get; set; }

    /// <summary>Figures of the tool's own, by our metrics' names.</summary>
    public Dictionary<string, Estimate> Figures { get; } = new(StringComparer.Ordinal);

    /// <summary>Numbers of the tool's summary, by its own names.</summary>
    public Dictionary<string, double> Reported { get; } = new(StringComparer.Ordinal);

    /// <summary>A figure of the tool's own. One that is not above zero is none: tools write 0 for what they have not.</summary>
    public void Figure(string metric, double? value, string unit, int n, string method)
    {
        if (value > 0)
            Figures[metric] = new Estimate { Value = value, N = n, Unit = unit, Method = method };
    }
}
