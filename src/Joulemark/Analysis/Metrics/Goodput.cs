using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Metrics;

/// <summary>Requests that meet every latency objective, each objective taken as a limit for the request itself.</summary>
internal static class Goodput
{
    /// <summary>Share of the requests due in the windows that met every objective; a failed one met none, one that was cancelled at the end does not count.</summary>
    public static Estimate Share(ConfigurationEvidence evidence)
    {
        if (evidence.Objectives.Count == 0)
            return new Estimate { Unit = "1", Method = "the spec sets no latency objectives" };
        var shares = new ClusteredShare();
        foreach (var load in evidence.Loads.Where(l => l.Due > 0))
            shares.Add(load.Good, load.Due);
        return Of(evidence.Loads.Sum(l => l.Good), Judged(evidence), Sectioning.Half(shares));
    }

    /// <summary>Each objective with its figure, and whether it is met.</summary>
    public static IReadOnlyList<ObjectiveResult> Objectives(ConfigurationEvidence evidence, IReadOnlyDictionary<string, Estimate> metrics)
    {
        if (evidence.Objectives.Count == 0)
            return [];
        var all = Judged(evidence);
        return [.. evidence.Objectives.Select((o, i) => ObjectiveResult.Of(o.Name, o.Limit.TotalSeconds, metrics[o.Metric], evidence.Windows.Count, metrics) with
        {
            Share = all > 0 ? evidence.Loads.Sum(l => l.Met(i)) / (double)all : null,
        })];
    }

    private static int Judged(ConfigurationEvidence evidence) =>
        evidence.Loads.Sum(l => l.Due) - evidence.Errors.GetValueOrDefault(RequestRecord.Cancelled);

    private static Estimate Of(int good, int all, double half)
    {
        if (all <= 0)
            return new Estimate { Unit = "1", Method = "no request was due in a window" };
        var interval = WilsonInterval.Of(good, all);
        return new Estimate
        {
            Value = interval.Value,
            Lower = Math.Min(interval.Lower!.Value, Math.Max(0, interval.Value - half)),
            Upper = Math.Max(interval.Upper!.Value, Math.Min(1, interval.Value + half)),
            N = all,
            Unit = "1",
            Method = "share of requests due in the windows, Wilson; wider where the windows differ by more",
        };
    }
}
