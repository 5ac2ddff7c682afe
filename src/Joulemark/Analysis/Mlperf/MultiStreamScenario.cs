using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;
using Sample = Joulemark.Analysis.Mlperf.MlperfJudge.Sample;

namespace Joulemark.Analysis.Mlperf;

/// <summary>One query of eight samples after the other; the 99th percentile of the time until all eight are done.</summary>
internal sealed class MultiStreamScenario : MlperfScenario
{
    private const double Percentile = 0.99;
    private const int Eight = 8;
    private const int FewestQueries = 662; // MultiStream.min_query_count in mlperf.conf

    public MultiStreamScenario(IEnumerable<RequestRecord> measured)
    {
        var queries = new Dictionary<(int Repeat, int Query), int>();
        foreach (var request in measured)
        {
            if (request.Query is { } query)
                queries[(request.Repeat, query)] = queries.GetValueOrDefault((request.Repeat, query)) + 1;
        }

        SamplesPerQuery = queries.Count > 0 ? queries.Values.Max() : Eight;
    }

    public override string Name => "MultiStream";

    public override string Metric => "early_stopping_latency_ms";

    public override bool IsStream => true;

    public override int SamplesPerQuery { get; }

    public override (int Queries, double? Value) Judge(Timestamp start, List<Sample> samples, List<string> reasons, Dictionary<string, double> figures)
    {
        CheckDuration((samples[^1].Sent - start).TotalSeconds, "the last query was issued", reasons);
        if (SamplesPerQuery != Eight)
            reasons.Add($"a query has {SamplesPerQuery} samples; MLPerf's has {Eight}");

        // A query that lost a sample at the window's edge is no query.
        var queries = samples.GroupBy(s => s.Query).Where(q => q.Key is not null && q.Count() == SamplesPerQuery).ToList();
        if (queries.Count == 0)
        {
            reasons.Add("no whole query was answered");
            return (0, null);
        }

        if (queries.Count < FewestQueries)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"min queries: {queries.Count}; at least {FewestQueries} are needed"));
        var latencies = queries.ConvertAll(q => (q.Max(s => s.Done!.Value) - q.Min(s => s.Scheduled)).TotalSeconds).ToArray();
        return (queries.Count, EarlyStoppingEstimate(latencies, Percentile, reasons, figures));
    }
}
