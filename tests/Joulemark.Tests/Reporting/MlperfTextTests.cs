using System.Net;
using Joulemark.Analysis.Mlperf;
using Joulemark.Comparison;
using Joulemark.Reporting;
using Joulemark.Reporting.Disclosing;
using Joulemark.Tests.Comparison;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class MlperfTextTests
{
    private const string Short = "min duration: the last query was issued after {0} s; at least 600 s are needed (measure.window)";

    [Fact]
    public void Metric_OfAStream_IsATime_AndItsEnergyIsOfAQuery() =>
        Assert.Equal(("5.54 ms", "2.91 mJ/query"), (MlperfText.Value(Stream()), MlperfText.Energy(Stream())));

    [Fact]
    public void Metric_OfTheOthers_IsARate_AndItsEnergyAPower()
    {
        var offline = Stream() with { Scenario = "Offline", Metric = "result_samples_per_second", Value = 682.4, EnergyMetric = "W", Energy = 1.99 };
        Assert.Equal(("682 samples/s", "1.99 W"), (MlperfText.Value(offline), MlperfText.Energy(offline)));
    }

    [Fact]
    public void Figure_ThatIsMissing_IsADash() =>
        Assert.Equal(("–", null), (MlperfText.Value(Stream() with { Value = null }), MlperfText.Energy(Stream() with { Energy = null })));

    [Fact]
    public void Reasons_ThatDifferInTheirNumbers_AreOne_AndOthersAreApart() => Assert.Equal(
        ["window 1: min duration: the last query was issued after 1.99 s; at least 600 s are needed (measure.window); likewise in windows 2, 3", "window 2: 1 of 900 samples failed; every one must be answered"],
        MlperfText.Reasons(Stream()));

    [Fact]
    public void PageAndSheet_HaveTheUnits_TheEnergy_AndEachReasonOnce()
    {
        var run = SampleRun.Make().WithSpec(("load.kind", "single-stream"));
        var result = RunJudge.Judge(run);
        var page = WebUtility.HtmlDecode(HtmlReportWriter.Write(run, result with
        {
            Configurations = result.Configurations.ToDictionary(c => c.Key, c => c.Value with { Mlperf = Stream() }, StringComparer.Ordinal),
        }));
        Assert.Contains("SingleStream, <code>early_stopping_latency_ss</code> 5.54 ms, 2.91 mJ/query: INVALID", page, StringComparison.Ordinal);
        Assert.Contains("<li>window 1: min duration: ", page, StringComparison.Ordinal);
        Assert.Contains("<li>window 2: 1 of 900 samples failed", page, StringComparison.Ordinal);
        Assert.Contains("at the wall; the boundary here is another", page, StringComparison.Ordinal);

        var sheet = MlperfFacts.Of(Stream());
        Assert.StartsWith("early_stopping_latency_ss 5.54 ms: INVALID: window 1: min duration", Assert.Single(sheet, f => f.Key == "metric").Value, StringComparison.Ordinal);
        Assert.Equal("2.91 mJ/query", Assert.Single(sheet, f => f.Key == "energy").Value);
    }

    private static MlperfResult Stream() => new()
    {
        Scenario = "SingleStream", Metric = "early_stopping_latency_ss", Value = 5_540_000, Result = "INVALID", EnergyMetric = "mJ/query", Energy = 2.912,
        EnergyNote = "MLPerf Power counts the whole system at the wall; the boundary here is another", Reasons = ["as the windows say"],
        Runs =
        [
            Run(1, Of(Short, "1.99")), Run(2, Of(Short, "2"), "1 of 900 samples failed; every one must be answered"), Run(3, Of(Short, "2.01")),
        ],
    };

    private static string Of(string reason, string seconds) => reason.Replace("{0}", seconds, StringComparison.Ordinal);

    private static MlperfRun Run(int repeat, params string[] reasons) => new() { Repeat = repeat, Queries = 900, Reasons = reasons, Figures = new Dictionary<string, double>(StringComparer.Ordinal) };
}
