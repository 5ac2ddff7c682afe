using System.Globalization;
using Joulemark.Metrology;
using Sample = Joulemark.Analysis.Mlperf.MlperfJudge.Sample;

namespace Joulemark.Analysis.Mlperf;

/// <summary>All samples at once, as one query; how many a second.</summary>
/// <param name="dataSet">Items of the data set: a smaller one need not be asked 24,576 times.</param>
internal sealed class OfflineScenario(int dataSet) : MlperfScenario
{
    private const int FewestSamples = 24_576; // Offline.min_query_count in mlperf.conf, which LoadGen takes for samples

    public override string Name => "Offline";

    public override string Metric => "result_samples_per_second";

    public override (int Queries, double? Value) Judge(Timestamp start, List<Sample> samples, List<string> reasons, Dictionary<string, double> figures)
    {
        var seconds = (samples.Max(s => s.Done!.Value) - samples[0].Scheduled).TotalSeconds;
        CheckDuration(seconds, "the last sample was done", reasons);
        var fewest = Math.Min(FewestSamples, dataSet);
        if (samples.Count < fewest)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"min queries: {samples.Count} samples; at least {fewest} are needed ({FewestSamples}, or the whole data set)"));
        if (seconds <= 0)
            return (samples.Count, null);
        if (samples.Exists(s => s.Tokens > 0))
            figures["result_tokens_per_second"] = samples.Sum(s => (double)s.Tokens) / seconds;
        return (samples.Count, samples.Count / seconds);
    }
}
