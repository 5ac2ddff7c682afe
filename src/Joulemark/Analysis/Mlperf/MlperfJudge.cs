using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Mlperf;

/// <summary>
/// Judges a load that is one of MLPerf's scenarios by LoadGen's rules (mlcommons/inference: loadgen/results.cc and
/// loadgen/mlperf.conf of v5.1; MLPerf Power: energy of a stream's query, power of Offline and Server).
/// </summary>
internal static class MlperfJudge
{
    private const double LatencyUnit = 1e9; // LoadGen's latencies are nanoseconds

    public static MlperfResult? Of(ConfigurationEvidence evidence)
    {
        if (MlperfScenario.Of(evidence) is not { } scenario || evidence.Windows.Count == 0)
            return null;
        var runs = evidence.Windows.Select((window, i) => Judge(scenario, window, Samples(evidence, window))).ToList();
        var values = runs.Select(r => r.Value).OfType<double>().ToList();
        var energies = evidence.Windows.Select((w, i) => Energy(scenario, w, runs[i].Queries)).ToList();
        return new MlperfResult
        {
            Scenario = scenario.Name,
            Metric = scenario.Metric,
            Value = values.Count < runs.Count ? null : scenario.IsStream ? values.Max() : values.Min(),
            Result = runs.TrueForAll(r => r.Reasons.Count == 0) ? "VALID" : "INVALID",
            Reasons = [.. runs.SelectMany(r => r.Reasons.Select(reason => $"window {r.Repeat}: {reason}"))],
            EnergyMetric = scenario.IsStream ? "mJ/query" : "W",
            Energy = energies.Contains(null) ? null : energies.Average(),
            EnergyNote = evidence.Ledger?.Boundary == Boundary.Node ? null
                : "MLPerf Power counts the whole system at the wall; the boundary here is another",
            Runs = runs,
        };
    }

    /// <summary>What was due in a window, in the order it was due.</summary>
    private static List<Sample> Samples(ConfigurationEvidence evidence, WindowFigures window)
    {
        var samples = new List<Sample>();
        foreach (var r in evidence.Measured)
        {
            if (r.Scheduled >= window.Start && r.Scheduled < window.End && r.ErrorKind != RequestRecord.Cancelled)
                samples.Add(new Sample(r.Query, r.Scheduled, r.Sent, r.E2e is { } e ? r.Scheduled + e : null, r.Ttft?.TotalSeconds, r.Tpot?.TotalSeconds, r.OutputTokens ?? 0, r.Error is not null));
        }

        samples.Sort((a, b) => a.Scheduled.CompareTo(b.Scheduled));
        return samples;
    }

    private static MlperfRun Judge(MlperfScenario scenario, WindowFigures window, List<Sample> samples)
    {
        var (reasons, figures) = (new List<string>(), new Dictionary<string, double>(StringComparer.Ordinal));
        var failed = samples.Count(s => s.Failed);
        if (failed > 0)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{failed} of {samples.Count} samples failed; every one must be answered"));
        var good = samples.FindAll(s => s is { Failed: false, Done: not null });
        var (queries, value) = good.Count == 0 ? (0, null) : scenario.Judge(window.Start, good, reasons, figures);
        if (good.Count == 0)
            reasons.Add("no query was answered");
        return new MlperfRun { Repeat = window.Repeat, Queries = queries, Value = scenario.IsStream ? value * LatencyUnit : value, Reasons = reasons, Figures = figures };
    }

    /// <summary>Power of the window, or its energy a query; one that straddles an edge counts by its share.</summary>
    private static double? Energy(MlperfScenario scenario, WindowFigures window, int queries)
    {
        if (window.Gross is not { } gross || window.Duration <= TimeSpan.Zero)
            return null;
        if (!scenario.IsStream)
            return (gross / window.Duration).Watts;
        return queries > 0 && window.Counts.RequestEquivalents > 0 ? gross.Joules * 1000 / (window.Counts.RequestEquivalents / scenario.SamplesPerQuery) : null;
    }

    /// <summary>A sample as LoadGen sees it; times in seconds.</summary>
    internal sealed record Sample(int? Query, Timestamp Scheduled, Timestamp Sent, Timestamp? Done, double? FirstToken, double? PerToken, int Tokens, bool Failed)
    {
        public double Latency => (Done!.Value - Scheduled).TotalSeconds;
    }
}
