using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Sample = Joulemark.Analysis.Mlperf.MlperfJudge.Sample;

namespace Joulemark.Analysis.Mlperf;

/// <summary>
/// Queries at random times; how many a second, while latencies stay within their bounds. The bounds are the spec's
/// objectives: <c>e2e-p99</c>, or <c>ttft-p99</c> and <c>tpot-p99</c> for language models.
/// </summary>
internal sealed class ServerScenario(IReadOnlyList<Objective> objectives) : MlperfScenario
{
    private readonly List<Objective> _bounds = [.. objectives.Where(o => o is { Percentile: 0.99, Latency: "e2e" or "ttft" or "tpot" })];

    public override string Name => "Server";

    public override string Metric => HasTokens ? "result_completed_samples_per_sec" : "result_scheduled_samples_per_sec";

    private bool HasTokens => _bounds.Exists(b => b.Latency is "ttft" or "tpot");

    public override (int Queries, double? Value) Judge(Timestamp start, List<Sample> samples, List<string> reasons, Dictionary<string, double> figures)
    {
        var scheduled = (samples[^1].Scheduled - start).TotalSeconds;
        var completed = (samples.Max(s => s.Done!.Value) - start).TotalSeconds;
        CheckDuration(scheduled, "the last query was due", reasons);
        if (_bounds.Count == 0)
            reasons.Add("no latency bound: set objectives.e2e-p99, or objectives.ttft-p99 and objectives.tpot-p99");
        foreach (var bound in _bounds)
        {
            CheckBound(bound, bound.Latency switch
            {
                "ttft" => [.. samples.Select(s => s.FirstToken).OfType<double>()],
                "tpot" => [.. samples.Select(s => s.PerToken).OfType<double>()],
                _ => samples.ConvertAll(s => s.Latency).ToArray(),
            }, reasons, figures);
        }

        // The start of the last query is the open end of the time: n − 1 lie before it, as LoadGen has it.
        if (scheduled <= 0)
            return (samples.Count, null);
        figures["result_scheduled_samples_per_sec"] = (samples.Count - 1) / scheduled;
        figures["result_completed_samples_per_sec"] = (samples.Count - 1) / completed;
        if (HasTokens)
            figures["result_completed_tokens_per_second"] = samples.Sum(s => (double)s.Tokens) / completed;
        return (samples.Count, figures[Metric]);
    }
}
