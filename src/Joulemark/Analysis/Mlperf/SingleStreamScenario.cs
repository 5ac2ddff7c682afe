using Joulemark.Metrology;
using Sample = Joulemark.Analysis.Mlperf.MlperfJudge.Sample;

namespace Joulemark.Analysis.Mlperf;

/// <summary>One query after the other; the 90th percentile of its latency.</summary>
internal sealed class SingleStreamScenario : MlperfScenario
{
    private const double Percentile = 0.90;
    private const double ForMultiStream = 0.99;

    public override string Name => "SingleStream";

    public override string Metric => "early_stopping_latency_ss";

    public override bool IsStream => true;

    public override (int Queries, double? Value) Judge(Timestamp start, List<Sample> samples, List<string> reasons, Dictionary<string, double> figures)
    {
        CheckDuration((samples[^1].Sent - start).TotalSeconds, "the last query was issued", reasons);
        var latencies = samples.ConvertAll(s => s.Latency).ToArray();
        var value = EarlyStoppingEstimate(latencies, Percentile, reasons, figures);

        // LoadGen gives this one too: a MultiStream result may be inferred from it.
        if (EarlyStoppingEstimate(latencies, ForMultiStream, null, figures) is { } multi)
            figures["early_stopping_latency_ms"] = multi * 1e9;
        return (samples.Count, value);
    }
}
