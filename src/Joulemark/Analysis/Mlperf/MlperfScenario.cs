using System.Globalization;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Statistics;
using Sample = Joulemark.Analysis.Mlperf.MlperfJudge.Sample;

namespace Joulemark.Analysis.Mlperf;

/// <summary>One of MLPerf's scenarios: its name, its metric and its rules.</summary>
internal abstract class MlperfScenario
{
    private const double LeastSeconds = 600; // *.min_duration in mlperf.conf

    /// <summary>Its name in LoadGen.</summary>
    public abstract string Name { get; }

    /// <summary>Name of its metric in LoadGen's detail log.</summary>
    public abstract string Metric { get; }

    /// <summary>True where the metric is a latency, and energy is counted by the query.</summary>
    public virtual bool IsStream => false;

    /// <summary>Samples that make a query.</summary>
    public virtual int SamplesPerQuery => 1;

    /// <summary>The scenario of a load; null for one that is none.</summary>
    public static MlperfScenario? Of(ConfigurationEvidence evidence) => evidence.Value("load.kind") switch
    {
        "single-stream" => new SingleStreamScenario(),
        "multi-stream" => new MultiStreamScenario(evidence.Measured),
        "server" => new ServerScenario(evidence.Objectives),
        "offline" => new OfflineScenario(evidence.Configuration.TaskDistinctItems),
        _ => null,
    };

    /// <summary>Judges a run.</summary>
    /// <param name="start">When it began.</param>
    /// <param name="samples">Its samples in the order they were due; there is one at least, and all were answered.</param>
    /// <param name="reasons">Takes what makes it INVALID.</param>
    /// <param name="figures">Takes further values by LoadGen's names.</param>
    /// <returns>Its queries, and the metric, in seconds or per second.</returns>
    public abstract (int Queries, double? Value) Judge(Timestamp start, List<Sample> samples, List<string> reasons, Dictionary<string, double> figures);

    protected static void CheckDuration(double seconds, string of, List<string> reasons)
    {
        if (seconds < LeastSeconds)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"min duration: {of} after {seconds:0.#} s; at least {LeastSeconds:0} s are needed (measure.window)"));
    }

    /// <summary>The percentile as LoadGen takes it, and its early-stopping estimate; null where there are too few queries for one.</summary>
    protected static double? EarlyStoppingEstimate(double[] latencies, double p, List<string>? reasons, Dictionary<string, double> figures)
    {
        Array.Sort(latencies);
        var percent = string.Create(CultureInfo.InvariantCulture, $"{p * 100:0.##}");
        figures[$"result_{percent}_percentile_latency_ns"] = latencies[(int)(latencies.Length * p)] * 1e9;
        if (EarlyStopping.Slowest(latencies.Length, p) is not { } slowest)
        {
            reasons?.Add(string.Create(CultureInfo.InvariantCulture,
                $"early stopping: {latencies.Length} queries; the {percent}th percentile needs at least {EarlyStopping.FewestQueries(p)}"));
            return null;
        }

        figures[$"early_stopping_{percent}_discarded"] = slowest - 1;
        return latencies[^slowest];
    }

    /// <summary>Whether a bound is kept, as found and beyond doubt.</summary>
    protected static void CheckBound(Objective bound, double[] latencies, List<string> reasons, Dictionary<string, double> figures)
    {
        Array.Sort(latencies);
        if (latencies.Length == 0)
            return;
        var (limit, found) = (bound.Limit.TotalSeconds, latencies[(int)(latencies.Length * bound.Percentile)]);
        figures[$"{bound.Name}_ns"] = found * 1e9;
        if (found > limit)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"performance constraint: {bound.Name} is {found * 1e3:0.##} ms; the limit is {limit * 1e3:0.##} ms. Lower the rate"));
        var over = latencies.Count(l => l > limit);
        if (!EarlyStopping.Passes(latencies.Length, over, bound.Percentile))
        {
            var more = EarlyStopping.FewestUnder(over, bound.Percentile) + over - latencies.Length;
            reasons.Add(string.Create(CultureInfo.InvariantCulture,
                $"early stopping: {over} of {latencies.Length} queries were over {bound.Name} of {limit * 1e3:0.##} ms; at least {more} more, all under it, would prove it"));
        }
    }
}
