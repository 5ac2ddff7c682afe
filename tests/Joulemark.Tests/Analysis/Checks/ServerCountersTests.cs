using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis.Checks;

/// <summary>A server's own account beside ours: 100 output and 50 prompt tokens in the load of each of three windows.</summary>
public sealed class ServerCountersTests
{
    [Theory]
    [InlineData("server_batch", 1.0)]
    [InlineData("server_queue", 2.0)]
    [InlineData("queueing_mean", 2.0)] // two wait, one a second is served: Little's law
    [InlineData("server_kv_cache", 0.25)]
    [InlineData("server_preemptions", 0.5)]
    [InlineData("server_prefix_hit_rate", 0.02)]
    public void Figure_OfTheServer_IsTheMeanOverTheWindows(string name, double expected) => Assert.Equal(expected, Analyze(Counters()).Metrics[name].Value!.Value, 1e-6);

    /// <summary>0.9, 0.99 and 0.96 of the cache: Student's t would end at 1.06 of all there is.</summary>
    [Fact]
    public void Share_OfAWhole_EndsAtTheWhole()
    {
        var use = new[] { 0.9, 0.99, 0.96 };
        var cache = Analyze([.. Counters().Select(c => c with { KvCacheUse = use[Math.Clamp((int)((c.Time.Seconds - 40) / 20), 0, 2)] })]).Metrics["server_kv_cache"];
        Assert.InRange(cache.Value!.Value, 0.9, 0.99);
        Assert.True(cache.Lower < cache.Value);
        Assert.Equal(1, cache.Upper);
    }

    [Theory]
    [InlineData("server_batch")]
    [InlineData("server_prefix_hit_rate")]
    [InlineData("queueing_mean")]
    public void Figure_OfAServerThatDoesNotTell_IsMissing(string name) => Assert.Null(Analyze([]).Metrics[name].Value);

    [Theory]
    [InlineData(1.0, null)]
    [InlineData(1.009, null)]
    [InlineData(1.05, "another client")]
    [InlineData(0.9, "are wrong")]
    public void Tokens_ThatTheServerCountsOtherwise_AreAMismatch(double scale, string? hint)
    {
        var reason = Analyze(Counters(output: scale)).Validity.Reasons.FirstOrDefault(r => r.Code == "token-count-mismatch");
        Assert.Equal(hint is null, reason is null);
        if (hint is not null)
            Assert.Contains(hint, reason!.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Mismatch_NamesBothNumbers() =>
        Assert.Contains("grew by 315 output tokens, and its answers to us sum up to 300", Analyze(Counters(output: 1.05)).Validity.Reasons.First(r => r.Code == "token-count-mismatch").Evidence, StringComparison.Ordinal);

    [Theory]
    [InlineData(1.0, false)] // all that the failed ones can have cost
    [InlineData(0.92, false)] // or nothing
    [InlineData(1.05, true)]
    [InlineData(0.85, true)]
    public void Load_WithFailedRequests_IsComparedWithinWhatTheyCanHaveCost(double scale, bool isMismatch)
    {
        var run = SampleRun.Edit(SampleRun.Make() with { Servers = Counters(output: scale, prompt: 0.95) },
            r => r.Item % 10 == 0 ? r with { Error = "reset", ErrorKind = "connection", Usage = null, RequestedTokens = 10 } : r);
        Assert.Equal(isMismatch, RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Validity.Reasons.Any(r => r.Code == "token-count-mismatch"));
    }

    [Fact]
    public void Server_ThatWasRestarted_IsNotCompared() =>
        Assert.DoesNotContain(Analyze([.. Counters().Select(c => c with { OutputTokens = 10_000 - c.OutputTokens, PromptTokens = null })]).Validity.Reasons, r => r.Code == "token-count-mismatch");

    [Fact]
    public void Prompts_FromTheCacheThatTheServerLeavesOut_AreNoMismatch()
    {
        var run = SampleRun.Edit(SampleRun.Make() with { Servers = Counters(prompt: 0.6) }, r => r with { Usage = new TokenUsage(5, 10, 2) });
        Assert.DoesNotContain(RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Validity.Reasons, r => r.Code == "token-count-mismatch");
    }

    [Theory]
    [InlineData("cold", null, 0.02, false)]
    [InlineData("cold", null, 0.2, true)]
    [InlineData("any", null, 0.9, false)]
    [InlineData("warm", null, 0.9, false)]
    [InlineData("warm", null, 0.2, true)]
    [InlineData("warm", "70%", 0.72, false)]
    [InlineData("warm", "70%", 0.6, true)]
    [InlineData("any", "0.7", 0.8, true)]
    public void Policy_OfThePrefixCache_IsVerifiedByTheCounters(string policy, string? target, double hits, bool expected)
    {
        var run = SampleRun.With(SampleRun.Make() with { Servers = Counters(hits: hits) }, ("workload.prefix-cache", policy));
        if (target is not null)
            run = SampleRun.With(run, ("workload.prefix-hit-rate", target));
        var reason = RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Validity.Reasons.FirstOrDefault(r => r.Code == "prefix-cache");
        Assert.Equal(expected, reason is not null);
        if (expected)
            Assert.Contains("server's counters", reason!.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_OfThePrefixCache_GoesByUsageWhereItTells()
    {
        var run = SampleRun.Edit(SampleRun.Make() with { Servers = Counters(hits: 0.9) }, r => r with { Usage = new TokenUsage(5, 10, 0) });
        Assert.DoesNotContain(RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Validity.Reasons, r => r.Code == "prefix-cache");
    }

    /// <summary>Before each load, each second of its window, and after it.</summary>
    private static List<ServerCounters> Counters(double output = 1, double prompt = 1, double hits = 0.02)
    {
        var counters = new List<ServerCounters>();
        for (var repeat = 1; repeat <= 3; repeat++)
        {
            var start = (20 * repeat) + 20;
            foreach (var second in (double[])[-1, .. Enumerable.Range(1, 9).Select(i => (double)i), 12])
            {
                var done = repeat - 1 + (Math.Clamp(second, 0, 10) / 10);
                counters.Add(new ServerCounters
                {
                    Time = new Timestamp((long)((start + second) * 1e9)),
                    Configuration = SampleRun.Configuration,
                    Running = second is < 0 or > 10 ? 0 : 1,
                    Waiting = second is < 0 or > 10 ? 0 : 2,
                    KvCacheUse = 0.25,
                    Preemptions = second / 2,
                    OutputTokens = 5000 + (100 * done * output),
                    PromptTokens = 7000 + (50 * done * prompt),
                    PrefixCacheQueries = 9000 + (50 * done),
                    PrefixCacheHits = 400 + (50 * done * hits),
                });
            }
        }

        return counters;
    }

    private static ConfigurationResult Analyze(IReadOnlyList<ServerCounters> counters) =>
        RunAnalyzer.Analyze(SampleRun.Make() with { Servers = counters }).Configurations[SampleRun.Configuration];
}
