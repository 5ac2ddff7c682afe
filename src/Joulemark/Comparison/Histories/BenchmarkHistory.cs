using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Histories;

/// <summary>One configuration of a benchmark, measured several times: its figure over time, and where it changed.</summary>
/// <param name="Benchmark">The benchmark's name.</param>
/// <param name="Configuration">The configuration's name.</param>
/// <param name="Metric">Which figure.</param>
/// <param name="Boundary">Boundary of the joules.</param>
/// <param name="Provenance">Where they come from.</param>
/// <param name="Points">In the order of time.</param>
/// <param name="Changes">From which points on the figures are others.</param>
/// <param name="IsSearched">False where there are too few valid runs to search for changes.</param>
/// <param name="Apart">Why the first run was not added to the series before it; null for the first series of a configuration.</param>
internal sealed record BenchmarkHistory(
    string Benchmark, string Configuration, string Metric, Boundary? Boundary, Provenance Provenance,
    IReadOnlyList<HistoryPoint> Points, IReadOnlyList<HistoryChange> Changes, bool IsSearched, string? Apart)
{
    private const int MostNamed = 3;

    // A history is of software over time: what is not the same of it is named at a change, and keeps no runs apart.
    private static readonly string[] Software =
        ["server.version", "server.build", "server.image", "server.image-digest", "server.launch.image", "server.probe.*", "driver.*", "cuda.*", "os.*", "runtime.*", "container.*", "firmware.*", "tool.version"];

    /// <summary>The histories in some runs: benchmarks of one name, configurations of one name, and nothing else that differs but software.</summary>
    public static IReadOnlyList<BenchmarkHistory> Of(IReadOnlyList<(RunRecord Record, RunResult Result)> runs)
    {
        var members = runs.OrderBy(r => r.Record.Header.StartedAt)
            .SelectMany(r => r.Record.Header.Configurations.Where(c => r.Result.Configurations.ContainsKey(c.Name)).Select(c => new Member(r.Record, r.Result, c)));
        return [.. members.GroupBy(m => (m.Record.Header.Name, m.Configuration.Name)).SelectMany(Series)];
    }

    private static IEnumerable<BenchmarkHistory> Series(IEnumerable<Member> members)
    {
        var series = new List<(List<Member> Members, string? Apart)>();
        foreach (var member in members)
        {
            string? apart = null;
            var into = series.FindIndex(s => (apart = WhyApart(s.Members[^1], member)) is null);
            if (into >= 0)
                series[into].Members.Add(member);
            else
                series.Add(([member], apart));
        }

        return series.Where(s => s.Members.Count > 1).Select(s => Of(s.Members, s.Apart)).Where(h => h.Points.Count > 1); // one figure is no history
    }

    /// <summary>Why two runs are not of one history; null where they are.</summary>
    private static string? WhyApart(Member a, Member b)
    {
        var reasons = new ComparabilityPolicy(Software, [.. a.Record.Header.Allow, .. b.Record.Header.Allow]).Judge(a.Fingerprint, b.Fingerprint)
            .Where(d => d.Verdict == DifferenceVerdict.NotComparable).ToList();
        return reasons.Count == 0 ? null
            : $"{string.Join("; ", reasons.Take(MostNamed).Select(r => $"{r.Key} is {r.Values}"))}{(reasons.Count > MostNamed ? $"; and {reasons.Count - MostNamed} more" : "")}";
    }

    private static BenchmarkHistory Of(List<Member> members, string? apart)
    {
        var metric = members.TrueForAll(m => m.Figure(WindowMetrics.EnergyPerOutputToken)?.Value is not null) ? WindowMetrics.EnergyPerOutputToken : WindowMetrics.EnergyPerRequest;
        var known = members.FindAll(m => m.Figure(metric)?.Value is not null);
        var searched = known.Select((m, i) => (Member: m, Index: i)).Where(m => m.Member.IsValid && m.Member.Figure(metric)!.Value > 0).ToList();
        var first = members[0];
        return new BenchmarkHistory(first.Record.Header.Name, first.Configuration.Name, metric, first.Result.Boundary, first.Result.Configurations[first.Configuration.Name].Provenance,
            [.. known.Select(m => new HistoryPoint(m.Record.Header.Id, m.Record.Header.StartedAt, m.Figure(metric)!, m.IsValid))],
            [.. Search(searched, metric)], searched.Count >= ChangePoints.FewestValues, apart);
    }

    private static IEnumerable<HistoryChange> Search(List<(Member Member, int Index)> searched, string metric)
    {
        double[] values = [.. searched.Select(s => s.Member.Figure(metric)!.Value!.Value)];
        var changes = ChangePoints.Find([.. values.Select(v => Math.Log(v))]); // energies scatter in proportion to their size
        for (var i = 0; i < changes.Count; i++)
        {
            var (from, at, to) = (i == 0 ? 0 : changes[i - 1], changes[i], i + 1 < changes.Count ? changes[i + 1] : values.Length);
            var (before, after) = (searched[at - 1].Member, searched[at].Member);
            yield return new HistoryChange(searched[at].Index, LogRatio.Welch(values[from..at], values[at..to]).Interval(ChangePoints.ConfidenceAt(values.Length, changes.Count, Comparer.DefaultConfidence)),
                [.. new ComparabilityPolicy([], []).Judge(before.Fingerprint, after.Fingerprint).Where(d => d.A is not null || d.B is not null)]);
        }
    }

    private sealed class Member(RunRecord record, RunResult result, ConfigurationRecord configuration)
    {
        public RunRecord Record => record;

        public RunResult Result => result;

        public ConfigurationRecord Configuration => configuration;

        public ConfigurationFingerprint Fingerprint { get; } = ConfigurationFingerprint.Of(record, configuration);

        public bool IsValid => result.Configurations[configuration.Name].Validity.Valid && !RunAnalyzer.RunReasons(record).Any();

        public Metrology.Estimate? Figure(string metric) => result.Configurations[configuration.Name].Metrics.GetValueOrDefault(metric);
    }
}
