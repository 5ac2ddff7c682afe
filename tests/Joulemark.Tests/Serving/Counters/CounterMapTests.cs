using System.Text;
using Joulemark.Records;
using Joulemark.Serving.Counters;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Serving.Counters;

/// <summary>Servers' counters, by the names that each version gives them.</summary>
public sealed class CounterMapTests
{
    [Fact]
    public void Vllm_OfOldAndNewNames_IsReadOnce()
    {
        var old = Read(KnownCounters.Vllm, """
            vllm:num_requests_running{model_name="m"} 3.0
            vllm:gpu_cache_usage_perc{model_name="m"} 0.5
            vllm:gpu_prefix_cache_queries_total{model_name="m"} 100.0
            vllm:gpu_prefix_cache_hits_total{model_name="m"} 40.0
            """);
        var both = Read(KnownCounters.Vllm, """
            vllm:kv_cache_usage_perc{model_name="m"} 0.25
            vllm:gpu_cache_usage_perc{model_name="m"} 0.5
            vllm:prefix_cache_queries_total{model_name="m"} 100.0
            vllm:gpu_prefix_cache_queries_total{model_name="m"} 100.0
            """);

        Assert.Equal((3, 0.5, 100, 40), (old?.Running, old?.KvCacheUse, old?.PrefixCacheQueries, old?.PrefixCacheHits));
        Assert.Equal((0.25, 100, (double?)null), (both?.KvCacheUse, both?.PrefixCacheQueries, both?.Running));
    }

    [Fact]
    public void SeveralEnginesAndReasons_AddUp_AndAShareIsTheirMean()
    {
        var counters = Read(KnownCounters.Vllm, """
            vllm:num_requests_running{engine="0"} 3
            vllm:num_requests_running{engine="1"} 5
            vllm:kv_cache_usage_perc{engine="0"} 0.2
            vllm:kv_cache_usage_perc{engine="1"} 0.4
            vllm:request_success_total{engine="0",finished_reason="stop"} 10
            vllm:request_success_total{engine="0",finished_reason="length"} 2
            vllm:request_success_total{engine="1",finished_reason="stop"} 9
            """);

        Assert.Equal(8, counters?.Running);
        Assert.Equal(0.3, counters!.KvCacheUse!.Value, 1e-9);
        Assert.Equal(21, counters.Requests);
    }

    [Fact]
    public void Sglang_ThatRepeatsItself_IsCountedOnce()
    {
        var counters = Read(KnownCounters.Sglang, """
            sglang:num_running_reqs{tp_rank="0",priority=""} 14
            sglang:num_running_reqs{tp_rank="0",priority="0"} 14
            sglang:num_running_reqs{tp_rank="1",priority=""} 14
            sglang:cached_tokens_total{cache_source="device"} 400
            sglang:cached_tokens_total{cache_source="host"} 100
            sglang:prompt_tokens_total{is_streaming="true"} 990
            sglang:prompt_tokens_total{is_streaming="false"} 10
            """);

        Assert.Equal((14, 500, 1000), (counters?.Running, counters?.PrefixCacheHits, counters?.PrefixCacheQueries));
    }

    [Fact]
    public void Sglang_CountsCachedTokensWithoutASource_BesideThoseWithOne()
    {
        var counters = Read(KnownCounters.Sglang, """
            sglang:cached_tokens_total{cache_source="device"} 400
            sglang:cached_tokens_total{cache_source="storage_file"} 50
            sglang:cached_tokens_total{cache_source="total"} 25
            """);

        Assert.Equal(475, counters?.PrefixCacheHits);
    }

    [Fact]
    public void Sglang_WithDataParallelRanks_AddsThemUp_AndTakesTheFirstRankOfEach()
    {
        // Data-parallel attention: the first rank of the second group is tensor-parallel rank 2, and the second stage repeats both.
        var counters = Read(KnownCounters.Sglang, """
            sglang:num_running_reqs{dp_rank="0",pp_rank="0",tp_rank="0"} 3
            sglang:num_running_reqs{dp_rank="0",pp_rank="0",tp_rank="1"} 3
            sglang:num_running_reqs{dp_rank="0",pp_rank="1",tp_rank="0"} 3
            sglang:num_running_reqs{dp_rank="1",pp_rank="0",tp_rank="2"} 5
            sglang:num_running_reqs{dp_rank="1",pp_rank="1",tp_rank="2"} 5
            sglang:token_usage{dp_rank="0",pp_rank="0",tp_rank="0"} 0.25
            sglang:token_usage{dp_rank="1",pp_rank="0",tp_rank="2"} 0.75
            """);

        Assert.Equal((8, 0.5), (counters?.Running, counters?.KvCacheUse));
    }

    [Theory]
    [InlineData("llamacpp:prompt_tokens_total 900\nllamacpp:prompt_tokens_cached_total 100\n", 1000, 100)]
    [InlineData("llamacpp:prompt_tokens_total 900\n", 900, null)]
    public void LlamaCpp_CountsPromptTokensAsItsAnswersDo_WhereItCan(string page, int prompt, int? hits)
    {
        var counters = Read(KnownCounters.LlamaCpp, page);

        Assert.Equal(prompt, counters?.PromptTokens);
        Assert.Equal(hits, counters?.PrefixCacheHits);
    }

    [Fact]
    public void Triton_CountsTheModelThatIsAsked()
    {
        var counters = Read(KnownCounters.Triton("ensemble"), """
            nv_inference_request_success{model="ensemble",version="1"} 5
            nv_inference_request_success{model="preprocessing",version="1"} 7
            nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="scheduled"} 4
            nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="waiting"} 1
            nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="max"} 512
            nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="fraction",model="tensorrt_llm"} 0.6
            """);

        Assert.Equal((5, 4, 1, 0.6), (counters?.Requests, counters?.Running, counters?.Waiting, counters?.KvCacheUse));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>sign in</html>")]
    [InlineData("vllm:num_requests_running NaN\n")]
    [InlineData("up 1\n")]
    public void APageThatSaysNothing_IsNoCounters(string page) => Assert.Null(Read(KnownCounters.Vllm, page));

    [Fact]
    public async Task TrtllmServe_WithoutAPrometheusPage_TellsItsLastIteration()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.TrtllmServe);
        fake.HasMetrics = false;
        await using var server = Servers.Of(Servers.Spec("openai", fake.Url));
        await server.StartAsync(TestContext.Current.CancellationToken);

        var counters = await server.ReadCountersAsync(TestContext.Current.CancellationToken);

        Assert.Equal((3, 2, 0.25), (counters?.Running, counters?.Waiting, counters?.KvCacheUse));
    }

    [Theory]
    [InlineData(FakeEngine.LlamaCpp)]
    [InlineData(FakeEngine.Sglang)]
    [InlineData(FakeEngine.Ollama)]
    public async Task AServerWithoutMetrics_IsNotAskedAgain(FakeEngine engine)
    {
        await using var fake = FakeEngineServer.Start(engine);
        fake.HasMetrics = false;
        await using var server = Servers.Of(Servers.Spec("openai", fake.Url));
        await server.StartAsync(TestContext.Current.CancellationToken);
        var asked = fake.Calls.Count;

        Assert.Null(await server.ReadCountersAsync(TestContext.Current.CancellationToken));
        Assert.Equal(asked, fake.Calls.Count);
    }

    [Fact]
    public async Task Counters_WhileRequestsRun_TellHowMany()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Vllm);
        var hold = new TaskCompletionSource();
        fake.Holds = hold.Task;
        await using var server = Servers.Of(Servers.Spec("openai", fake.Url));
        await server.StartAsync(TestContext.Current.CancellationToken);

        var started = new SemaphoreSlim(0);
        Task[] requests = [.. Enumerable.Range(0, 3).Select(_ => server.SendAsync(Servers.Ask() with { OnToken = () => started.Release() }, TestContext.Current.CancellationToken))];
        for (var token = 0; token < 3 * (fake.Tokens.Count - 1); token++)
            await started.WaitAsync(TestContext.Current.CancellationToken);
        var counters = await server.ReadCountersAsync(TestContext.Current.CancellationToken);
        hold.SetResult();
        await Task.WhenAll(requests);

        Assert.Equal((3, 21, 0), (counters?.Running, counters?.PromptTokens, counters?.Requests));
        Assert.Equal(3, (await server.ReadCountersAsync(TestContext.Current.CancellationToken))?.Requests);
    }

    [Fact]
    public async Task CountersFromAnotherMachine_AreAskedWithoutTheKey()
    {
        const string Variable = "JOULEMARK_TEST_METRICS_KEY";
        Environment.SetEnvironmentVariable(Variable, "sk-for-the-server");
        await using var fake = FakeEngineServer.Start(FakeEngine.Vllm);
        await using var elsewhere = FakeEngineServer.Start(FakeEngine.Vllm);
        await using var server = Servers.Of(Servers.Spec("openai", fake.Url) with { ApiKeyEnv = Variable, MetricsUrl = new Uri($"http://localhost:{elsewhere.Url.Port}/metrics") });
        await server.StartAsync(TestContext.Current.CancellationToken);

        Assert.NotNull(await server.ReadCountersAsync(TestContext.Current.CancellationToken));
        Assert.NotEmpty(elsewhere.Calls);
        Assert.All(elsewhere.Calls, c => Assert.False(c.Headers.ContainsKey("Authorization")));
        Assert.Contains(fake.Calls, c => c.Headers.GetValueOrDefault("Authorization") == "Bearer sk-for-the-server");
    }

    private static ServerCounters? Read(CounterMap map, string page) => map.Read(Encoding.UTF8.GetBytes(page));
}
