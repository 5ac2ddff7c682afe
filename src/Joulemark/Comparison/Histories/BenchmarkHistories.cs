using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Records;

namespace Joulemark.Comparison.Histories;

/// <summary>The histories in some runs.</summary>
/// <param name="Series">Configurations that were measured several times, with nothing that matters between their runs.</param>
/// <param name="LeftOut">Runs that are in no series, though their configuration was measured several times.</param>
internal sealed record BenchmarkHistories(IReadOnlyList<BenchmarkHistory> Series, IReadOnlyList<LeftOutRun> LeftOut)
{
    private const int MostNamed = 3;

    // A history is of software over time: what is not the same of it is named at a change, and keeps no runs apart.
    private static readonly string[] Software =
        ["server.version", "server.build", "server.image", "server.image-digest", "server.launch.image", "server.probe.*", "driver.*", "cuda.*", "os.*", "runtime.*", "container.*", "firmware.*", "tool.version"];

    public static readonly BenchmarkHistories None = new([], []);

    /// <summary>True where there is anything to say.</summary>
    public bool IsAny => Series.Count + LeftOut.Count > 0;

    /// <summary>The histories in some runs: benchmarks of one name, configurations of one name, and nothing else that differs but software.</summary>
    public static BenchmarkHistories Of(IReadOnlyList<(RunRecord Record, RunResult Result)> runs)
    {
        var members = runs.OrderBy(r => r.Record.Header.StartedAt)
            .SelectMany(r => r.Record.Header.Configurations.Where(c => r.Result.Configurations.ContainsKey(c.Name)).Select(c => new HistoryMember(r.Record, r.Result, c)));
        var (series, left) = (new List<BenchmarkHistory>(), new List<LeftOutRun>());
        foreach (var several in members.GroupBy(m => (m.Record.Header.Name, m.Configuration.Name)).Where(g => g.Skip(1).Any()))
        {
            foreach (var (alike, apart) in Divide(several))
            {
                var history = BenchmarkHistory.Of(alike, apart);
                if (history.Points.Count > 1) // one figure is no history
                    series.Add(history);
                left.AddRange(LeftOutOf(history, alike));
            }
        }

        return new BenchmarkHistories(series, left);
    }

    /// <summary>Runs of one configuration, those together that nothing keeps apart.</summary>
    private static List<(List<HistoryMember> Members, string? Apart)> Divide(IEnumerable<HistoryMember> members)
    {
        var series = new List<(List<HistoryMember> Members, string? Apart)>();
        foreach (var member in members)
        {
            string? apart = null;
            var into = series.FindIndex(s => (apart = WhyApart(s.Members[^1], member)) is null);
            if (into >= 0)
                series[into].Members.Add(member);
            else
                series.Add(([member], apart));
        }

        return series;
    }

    /// <summary>Why two runs are not of one history; null where they are.</summary>
    private static string? WhyApart(HistoryMember a, HistoryMember b)
    {
        var reasons = new ComparabilityPolicy(Software, [.. a.Record.Header.Allow, .. b.Record.Header.Allow]).Judge(a.Fingerprint, b.Fingerprint)
            .Where(d => d.Verdict == DifferenceVerdict.NotComparable).ToList();
        return reasons.Count == 0 ? null
            : $"not comparable with {a.Record.Header.Id}: {string.Join("; ", reasons.Take(MostNamed).Select(r => $"{r.Key} is {r.Values}"))}{(reasons.Count > MostNamed ? $"; and {reasons.Count - MostNamed} more" : "")}";
    }

    private static IEnumerable<LeftOutRun> LeftOutOf(BenchmarkHistory history, List<HistoryMember> members) =>
        from m in members
        let why = !m.Has(history.Metric) ? $"it has no energy per {(history.Metric == WindowMetrics.EnergyPerOutputToken ? "output token" : "request")}"
            : history.Points.Count > 1 ? null
            : members.Count > 1 ? "no other run that is comparable with it has the figure"
            : history.Apart ?? "no other run is comparable with it"
        where why is not null
        select new LeftOutRun(history.Benchmark, history.Configuration, m.Record.Header.Id, m.Record.Header.StartedAt, why);
}
