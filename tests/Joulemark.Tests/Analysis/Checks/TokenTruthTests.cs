using Joulemark.Analysis;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis.Checks;

public sealed class TokenTruthTests
{
    [Fact]
    public void Usage_OfTheServer_IsWhatFiguresStandOn() => Assert.Equal(TokenCountSource.Server, Analyze(r => r with { LocalOutputTokens = 10 }).TokenCounts);

    [Fact]
    public void Usage_ThatIsAbsent_IsReplacedByTheTokenizerAndMarked()
    {
        var run = SampleRun.Edit(SampleRun.Make(), r => r with { Usage = null, LocalOutputTokens = 20, LocalPromptTokens = 4 });
        var result = RunAnalyzer.Analyze(run);
        var figures = result.Configurations[SampleRun.Configuration];
        Assert.Equal(TokenCountSource.Tokenizer, figures.TokenCounts);
        Assert.Equal(1.5, figures.Metrics["energy_per_output_token"].Value!.Value, 1e-6);
        Assert.DoesNotContain(figures.Validity.Reasons, r => r.Code == "no-usage");
        Assert.Contains(result.Diagnostics, d => d.Id == "JM5020");
    }

    [Fact]
    public void Usage_ThatIsAbsentWithNoTokenizer_GivesNoCounts()
    {
        var result = Analyze(r => r with { Usage = null });
        Assert.Equal(TokenCountSource.None, result.TokenCounts);
        Assert.Contains(result.Validity.Reasons, r => r.Code == "no-usage");
    }

    [Theory]
    [InlineData(100, 94, true)] // 6.4 %
    [InlineData(100, 96, false)]
    [InlineData(90, 100, true)]
    [InlineData(10, 9, false)] // the token that ends an answer has no text
    public void Counts_ThatDifferFromTheTokenizers_AreAMismatch(int server, int local, bool expected) =>
        Assert.Equal(expected, Has(Analyze(r => r with { Usage = new TokenUsage(5, server), LocalOutputTokens = local, Tokens = [.. r.Tokens.Take(5)] }), "token-count-mismatch"));

    [Fact]
    public void Counts_ThatDifferInAFewAnswersOnly_AreNone() =>
        Assert.False(Has(Analyze(r => r with { Usage = new TokenUsage(5, r.Item % 5 == 0 ? 200 : 100), LocalOutputTokens = 100 }), "token-count-mismatch"));

    [Theory]
    [InlineData(true, 64, true)]
    [InlineData(true, 10, false)]
    [InlineData(true, 11, false)] // the token that ends an answer may count, or not
    [InlineData(false, 64, false)]
    public void Lengths_ThatWereAskedForExactly_MustCome(bool exact, int requested, bool expected) =>
        Assert.Equal(expected, Has(Analyze(r => r with { ExactTokens = exact, RequestedTokens = requested, FinishReason = "length" }), "output-length"));

    [Fact]
    public void Lengths_ThatWereAskedForExactly_AreNotCutOff()
    {
        var run = SampleRun.Edit(SampleRun.Make(), r => r with { ExactTokens = true, RequestedTokens = 10, FinishReason = "length" });
        Assert.DoesNotContain(RunAnalyzer.Analyze(run).Diagnostics, d => d.Id == "JM5002");
    }

    private static bool Has(ConfigurationResult result, string code) => result.Validity.Reasons.Any(r => r.Code == code);

    private static ConfigurationResult Analyze(Func<RequestRecord, RequestRecord> edit) =>
        RunAnalyzer.Analyze(SampleRun.Edit(SampleRun.Make(), edit)).Configurations[SampleRun.Configuration];
}
