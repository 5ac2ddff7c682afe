using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis.Metrics;

public sealed class LatencyFiguresTests
{
    [Theory]
    [InlineData("ttft_mean", 0.1)]
    [InlineData("ttft_answer_p50", 0.1)]
    [InlineData("ttft_sent_p50", 0.0999)]
    [InlineData("tpot_mean", 0.05)]
    [InlineData("itl_mean", 0.05)]
    [InlineData("itl_per_token_p99", 0.05)]
    [InlineData("e2e_mean", 0.55)]
    [InlineData("e2e_sent_p99", 0.5499)]
    [InlineData("schedule_lag_p50", 0.0001)]
    public void Figure_OfTheSampleRun_IsAsWorkedOutByHand(string name, double expected) =>
        Assert.Equal(expected, Metrics(SampleRun.Make())[name].Value!.Value, 1e-9);

    [Fact]
    public void Tpot_OfFewChunksWithManyTokens_CountsTokens()
    {
        var metrics = Metrics(SampleRun.Edit(SampleRun.Make(), r => r with { Tokens = [r.FirstToken!.Value, r.LastToken!.Value] }));
        Assert.Equal(0.45 / 9, metrics["tpot_p50"].Value!.Value, 1e-9);
        Assert.Equal(0.45, metrics["itl_p50"].Value!.Value, 1e-9); // a gap between chunks, and not one per token
        Assert.Null(metrics["itl_per_token_p50"].Value);
        Assert.Contains("several tokens", metrics["itl_per_token_p50"].Method, StringComparison.Ordinal);
        Assert.Equal(0.2, metrics["chunks_per_token"].Value!.Value, 1e-9);
    }

    [Fact]
    public void Tpot_OfAnswersThatCameAtOnce_IsNotGivenRatherThanNothing() =>
        Assert.Null(Metrics(SampleRun.Edit(SampleRun.Make(), r => r with { Tokens = [r.FirstToken!.Value], LastToken = r.FirstToken }))["tpot_p50"].Value);

    [Fact]
    public void Ttft_OfReasoning_IsTheFirstTokensAndTheAnswersApart()
    {
        var metrics = Metrics(SampleRun.Edit(SampleRun.Make(), r => r with { FirstAnswer = r.FirstToken + TimeSpan.FromSeconds(0.2), Usage = new TokenUsage(5, 10, null, 4) }));
        Assert.Equal((0.1, 0.3), (Math.Round(metrics["ttft_p99"].Value!.Value, 9), Math.Round(metrics["ttft_answer_p99"].Value!.Value, 9)));
        Assert.Equal(0.4, metrics["reasoning_share"].Value!.Value, 1e-9);
        Assert.Equal(3.0, metrics["energy_per_output_token"].Value!.Value, 1e-9); // reasoning is output
    }

    /// <summary>Every third answer has half its tokens reasoned, the others nearly all.</summary>
    [Fact]
    public void Reasoning_OfNearlyAllTokens_IsNoMoreThanAll()
    {
        var share = Metrics(SampleRun.Edit(SampleRun.Make() with { Requests = [.. SampleRun.Make().Requests.Take(3)] }, r => r with { Usage = new TokenUsage(5, 10, null, r.Item % 3 == 0 ? 5 : 10) }))["reasoning_share"];
        Assert.Equal((25 / 30.0, 1), (share.Value!.Value, share.Upper!.Value));
    }

    [Fact]
    public void Ttft_OfAnAnswerThatNeverCame_IsMissing()
    {
        var metrics = Metrics(SampleRun.Edit(SampleRun.Make(), r => r with { OnlyReasoning = true }));
        Assert.NotNull(metrics["ttft_p50"].Value);
        Assert.Null(metrics["ttft_answer_p50"].Value);
    }

    [Fact]
    public void Interval_OfGaps_GoesByAnswersAndNotByGaps()
    {
        // Each answer has nine equal gaps, and answers differ, in each window as in the others: thirty observations, however many gaps there are.
        var run = SampleRun.Edit(SampleRun.Make(), r => r with { Tokens = [.. Enumerable.Range(0, 10).Select(k => r.FirstToken!.Value + TimeSpan.FromMilliseconds((10 + (7 * r.Item % 30)) * k))] });
        var mean = Metrics(run)["itl_mean"];
        var standardError = Math.Sqrt(Enumerable.Range(10, 30).Sum(g => Math.Pow(g - 24.5, 2)) / 29 / 30) / 1e3;
        Assert.Equal((0.0245, 30), (Math.Round(mean.Value!.Value, 9), mean.N));
        Assert.Equal(2.04523 * standardError, mean.Upper!.Value - mean.Value!.Value, 1e-5);
        var median = Metrics(run)["itl_p50"];
        Assert.Equal(30, median.N);
        Assert.True(median.Upper - median.Lower > 0.008, $"{median.Lower} to {median.Upper}"); // of 270 independent gaps it would be half as wide
    }

    [Fact]
    public void Interval_OfLatencies_AllowsForWindowsThatDiffer()
    {
        var run = SampleRun.Make();
        var windows = run.Windows.Where(w => w.Stage == Stage.Window).OrderBy(w => w.Start).ToList();
        RequestRecord Later(RequestRecord r, double seconds) => r with { FirstToken = r.FirstToken + TimeSpan.FromSeconds(seconds) };
        var alike = Metrics(SampleRun.Edit(run, r => Later(r, 0.001 * (r.Item % 5))))["ttft_p50"];
        var apart = Metrics(SampleRun.Edit(run, r => Later(r, (0.001 * (r.Item % 5)) + (0.05 * windows.FindIndex(w => w.End > r.Scheduled)))))["ttft_p50"];
        Assert.InRange(alike.Upper!.Value / alike.Lower!.Value, 1, 1.1);

        // Medians of 0.10, 0.15 and 0.20 s: a fifth of scatter around their logarithm, and t of two degrees of freedom.
        Assert.InRange(apart.Upper!.Value / apart.Lower!.Value, 3, 8);
        Assert.Contains("windows differ", apart.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_WithoutText_HaveAnEndToEndLatencyAndNoTokens()
    {
        var metrics = Metrics(SampleRun.Edit(SampleRun.Make(), r => r with { Tokens = [], FirstToken = null, LastToken = null, Usage = null }));
        Assert.Equal(0.94, metrics["e2e_p50"].Value!.Value, 1e-9);
        Assert.All((string[])["ttft_p50", "tpot_p50", "itl_p50", "chunks_per_token"], name => Assert.Null(metrics[name].Value));
    }

    [Fact]
    public void Analysis_OfPackedRequests_IsThatOfPlainOnes()
    {
        var run = SampleRun.Make();
        var table = new RequestTable();
        foreach (var request in run.Requests)
            table.Add(request);
        var (plain, packed) = (Metrics(run), Metrics(run with { Requests = table }));
        Assert.All(plain, m => Assert.Equal(m.Value, packed[m.Key]));
    }

    private static IReadOnlyDictionary<string, Estimate> Metrics(RunRecord run) => RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Metrics;
}
