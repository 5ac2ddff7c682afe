using System.Text.Json.Serialization;
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
/// <param name="Apart">Why the first run was not added to the series before it, and which run it was held against; null for the first series of a configuration.</param>
internal sealed record BenchmarkHistory(
    string Benchmark, string Configuration, string Metric, Boundary? Boundary, Provenance Provenance,
    IReadOnlyList<HistoryPoint> Points, IReadOnlyList<HistoryChange> Changes, [property: JsonPropertyName("searched")] bool IsSearched, string? Apart)
{
    /// <summary>The history that some runs make, which nothing that matters keeps apart.</summary>
    public static BenchmarkHistory Of(IReadOnlyList<HistoryMember> members, string? apart)
    {
        var metric = MetricOf(members);
        var known = members.Where(m => m.Has(metric)).ToList();
        var searched = known.Select((m, i) => (Member: m, Index: i)).Where(m => m.Member.IsValid && m.Member.Figure(metric)!.Value > 0).ToList();
        var first = members[0];
        return new BenchmarkHistory(first.Record.Header.Name, first.Configuration.Name, metric, first.Result.Boundary, first.Result.Configurations[first.Configuration.Name].Provenance,
            [.. known.Select(m => new HistoryPoint(m.Record.Header.Id, m.Record.Header.StartedAt, m.Figure(metric)!, m.IsValid))],
            [.. Search(searched, metric)], searched.Count >= ChangePoints.FewestValues, apart);
    }

    /// <summary>The figure that all of some runs have, if any is that.</summary>
    private static string MetricOf(IEnumerable<HistoryMember> members) => members.All(m => m.Has(WindowMetrics.EnergyPerOutputToken)) ? WindowMetrics.EnergyPerOutputToken : WindowMetrics.EnergyPerRequest;

    private static IEnumerable<HistoryChange> Search(List<(HistoryMember Member, int Index)> searched, string metric)
    {
        double[] values = [.. searched.Select(s => s.Member.Figure(metric)!.Value!.Value)];
        var shifts = ChangePoints.Find([.. values.Select(v => Math.Log(v))]); // energies scatter in proportion to their size
        int[] ends = [0, .. shifts.Points.Select(p => p.Index), values.Length];
        for (var i = 0; i < shifts.Points.Count; i++)
        {
            var (from, at, to) = (ends[i], ends[i + 1], ends[i + 2]);
            var (before, after) = (searched[at - 1].Member, searched[at].Member);
            var independent = LogRatio.Welch(values[from..at], values[at..to]);
            var ratio = independent with { StandardError = independent.StandardError * shifts.Widening };
            yield return new HistoryChange(searched[at].Index, ratio.Interval(ChangePoints.ConfidenceAt(values.Length, shifts.Points.Count, Comparer.DefaultConfidence)), shifts.Points[i].AssumesIndependence,
                [.. new ComparabilityPolicy([], []).Judge(before.Fingerprint, after.Fingerprint).Where(d => d.A is not null || d.B is not null)]);
        }
    }
}
