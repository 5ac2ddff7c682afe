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
        var (good, all) = (evidence.Loads.Sum(l => l.Good), Judged(evidence));
        return evidence.Objectives.Count == 0 ? new Estimate { Unit = "1", Method = "the spec sets no latency objectives" } : Of(good, all);
    }

    /// <summary>Each objective with its figure, and whether it is met.</summary>
    public static IReadOnlyList<ObjectiveResult> Objectives(ConfigurationEvidence evidence, IReadOnlyDictionary<string, Estimate> metrics)
    {
        if (evidence.Objectives.Count == 0)
            return [];
        var all = Judged(evidence);
        return [.. evidence.Objectives.Select((o, i) => new ObjectiveResult
        {
            Objective = o.Name,
            LimitSeconds = o.Limit.TotalSeconds,
            Figure = metrics[o.Metric],
            Outcome = ObjectiveResult.Decide(metrics[o.Metric], o.Limit.TotalSeconds),
            Share = all > 0 ? evidence.Loads.Sum(l => l.Met(i)) / (double)all : null,
        })];
    }

    private static int Judged(ConfigurationEvidence evidence) =>
        evidence.Loads.Sum(l => l.Due) - evidence.Errors.GetValueOrDefault(RequestRecord.Cancelled);

    private static Estimate Of(int good, int all)
    {
        if (all <= 0)
            return new Estimate { Unit = "1", Method = "no request was due in a window" };
        var interval = WilsonInterval.Of(good, all);
        return new Estimate { Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = all, Unit = "1", Method = "share of requests due in the windows, Wilson" };
    }
}
