using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Metrics;

/// <summary>
/// Share of the task's items answered right. Each item counts once, by its first answer in any stage: whether an answer is
/// right does not depend on when it was given, and asking an item again says nothing new.
/// </summary>
internal static class Accuracy
{
    public static Estimate Of(ConfigurationEvidence evidence)
    {
        var first = evidence.Requests.Where(r => r.Score is not null).GroupBy(r => r.Item).Select(g => g.First().Score!.Value).ToList();
        if (first.Count == 0)
            return new Estimate { Unit = "1", Method = "no answers were checked" };
        var interval = WilsonInterval.Of(first.Count(s => s == 1), first.Count);
        return new Estimate
        {
            Value = interval.Value,
            Lower = interval.Lower,
            Upper = interval.Upper,
            N = first.Count,
            Unit = "1",
            Method = "share of distinct items, Wilson",
        };
    }
}
