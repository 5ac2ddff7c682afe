using System.Text;
using System.Text.Json.Nodes;
using Joulemark.Planning;
using Joulemark.Serving;
using Joulemark.Serving.OpenAI;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Serving;

/// <summary>What each server is sent: what it takes, and nothing that it rejects or misunderstands.</summary>
public sealed class RequestBodyTests
{
    [Theory]
    [InlineData(FakeEngine.Vllm, true, true)]
    [InlineData(FakeEngine.Sglang, true, true)]
    [InlineData(FakeEngine.TrtllmServe, true, true)]
    [InlineData(FakeEngine.LlamaCpp, true, false)]
    [InlineData(FakeEngine.Tgi, false, false)]
    [InlineData(FakeEngine.Ollama, false, false)]
    [InlineData(FakeEngine.Hosted, false, false)]
    public async Task AnExactLength_IsAskedOfThoseThatTakeIt(FakeEngine engine, bool ignoresEos, bool takesMinimum)
    {
        await using var fake = FakeEngineServer.Start(engine);
        var (body, reply) = await SendAsync(fake, Servers.Spec("openai", fake.Url), Servers.Ask(20) with { ExactOutputTokens = true });

        Assert.Null(reply.Error);
        Assert.Equal(ignoresEos, body.ContainsKey("ignore_eos"));
        Assert.Equal(takesMinimum, body.ContainsKey("min_tokens"));
        Assert.Equal(ignoresEos ? 20 : fake.Tokens.Count, reply.Usage?.CompletionTokens);
    }

    [Fact]
    public async Task AnEngineBehindAGateway_IsTakenForWhatTheSpecSays()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Tgi); // it takes whatever it is sent
        var (body, _) = await SendAsync(fake, Servers.Spec("openai", fake.Url) with { Engine = "vllm" }, Servers.Ask(20) with { ExactOutputTokens = true });

        Assert.True(body["ignore_eos"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData(FakeEngine.Vllm, "completions", null)]
    [InlineData(FakeEngine.LlamaCpp, "completions", null)]
    [InlineData(FakeEngine.Ollama, "completions", "ollama does not take")]
    [InlineData(FakeEngine.Vllm, "chat", "the chat endpoint does not take")]
    public async Task TokenIds_GoToThoseThatTakeThem_AndToNoOthers(FakeEngine engine, string api, string? words)
    {
        await using var fake = FakeEngineServer.Start(engine);
        var (body, reply) = await SendAsync(fake, Servers.Spec("openai", fake.Url) with { Api = api }, Servers.Ask() with { PromptTokenIds = [1, 22, 333] });

        Assert.Equal(words is null ? null : "request", reply.ErrorKind);
        if (words is null)
            Assert.Equal("[1,22,333]", body["prompt"]!.ToJsonString());
        else
            Assert.Contains(words, reply.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", "gpt-4o", "max_completion_tokens", true)]
    [InlineData("https://api.openai.com/v1", "o3-mini", "max_completion_tokens", false)]
    [InlineData("https://api.openai.com", "gpt-5-nano", "max_completion_tokens", false)]
    [InlineData("https://mine.openai.azure.com/openai/v1", "o1", "max_completion_tokens", false)]
    [InlineData("https://api.example.com/v1", "o3-mini", "max_tokens", true)]
    [InlineData("http://127.0.0.1:8000", "gpt-5-nano", "max_tokens", true)]
    public void OpenAIsOwnApi_IsSentItsOwnNames(string url, string model, string limit, bool sendsTemperature)
    {
        var protocol = new OpenAIProtocol(Servers.Spec("openai", new Uri(url)));
        protocol.Address(new Uri(url), model);

        var body = Parse(protocol.Write(Servers.Ask(20)).Body);

        Assert.Equal(20, body[limit]!.GetValue<int>());
        Assert.Single(body, f => f.Key.StartsWith("max_", StringComparison.Ordinal));
        Assert.Equal(sendsTemperature, body.ContainsKey("temperature"));
    }

    [Theory]
    [InlineData("openai", FakeEngine.Vllm, """{"top_p":0.9,"stream_options":{"x":1}}""", "top_p", "stream_options.x", "stream_options.include_usage")]
    [InlineData("tgi", FakeEngine.Tgi, """{"parameters":{"top_p":0.9}}""", "parameters.top_p", "parameters.max_new_tokens", "inputs")]
    [InlineData("ollama", FakeEngine.Ollama, """{"keep_alive":"1h","think":false,"options":{"num_ctx":8192}}""", "keep_alive", "options.num_ctx", "options.num_predict")]
    public async Task FieldsOfTheSpec_GoIntoEachBody_BesideOurs(string kind, FakeEngine engine, string extra, params string[] expected)
    {
        await using var fake = FakeEngineServer.Start(engine);
        var (body, reply) = await SendAsync(fake, Servers.Spec(kind, fake.Url) with { Body = extra }, Servers.Ask());

        Assert.Null(reply.Error);
        foreach (var path in expected)
            Assert.NotNull(path.Split('.').Aggregate((JsonNode?)body, (node, name) => node?[name]));
    }

    [Fact]
    public async Task Ollama_KeepsItsModel_ForHalfAnHourUnlessTold()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Ollama);

        Assert.Equal("30m", (await SendAsync(fake, Servers.Spec("ollama", fake.Url), Servers.Ask())).Body["keep_alive"]!.GetValue<string>());
    }

    [Fact]
    public async Task Tgi_IsSentNoTemperatureOfZero_WhichItRejects()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Tgi);
        var (greedy, reply) = await SendAsync(fake, Servers.Spec("tgi", fake.Url), Servers.Ask());
        var (sampled, _) = await SendAsync(fake, Servers.Spec("tgi", fake.Url), Servers.Ask() with { Temperature = 0.7 });

        Assert.Null(reply.Error);
        Assert.False(greedy["parameters"]!.AsObject().ContainsKey("temperature"));
        Assert.False(greedy["parameters"]!["do_sample"]!.GetValue<bool>());
        Assert.Equal(0.7, sampled["parameters"]!["temperature"]!.GetValue<double>());
    }

    [Theory]
    [InlineData(FakeTritonModel.Ensemble, "text_input,max_tokens,min_tokens,stream,exclude_input_in_output,top_k,seed")]
    [InlineData(FakeTritonModel.LlmApi, "text_input,sampling_param_max_tokens,streaming,sampling_param_exclude_input_from_output,sampling_param_top_k,sampling_param_seed,return_finish_reason")]
    [InlineData(FakeTritonModel.Vllm, "text_input,stream,exclude_input_in_output,return_num_input_tokens,return_num_output_tokens,return_finish_reason,sampling_parameters")]
    [InlineData(FakeTritonModel.Bls, "text_input,max_tokens,min_tokens,stream,exclude_input_in_output,top_k,seed,return_num_input_tokens,return_num_output_tokens")]
    public async Task Triton_IsSentTheNamesOfItsModel(FakeTritonModel model, string names)
    {
        await using var fake = FakeTritonServer.Start(model);
        var (body, reply) = await SendAsync(fake, Servers.Spec("triton", fake.Url), Servers.Ask() with { ExactOutputTokens = true });

        Assert.Null(reply.Error);
        Assert.Equal(names, string.Join(',', body.Select(f => f.Key)));
    }

    [Fact]
    public async Task TheQueryOfTheAddress_GoesWithEachRequest()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Vllm);
        await SendAsync(fake, Servers.Spec("openai", new Uri(fake.Url, "v1?api-version=2026-01-01")), Servers.Ask());

        Assert.All(fake.Calls, c => Assert.EndsWith("api-version=2026-01-01", c.Path, StringComparison.Ordinal));
        Assert.Contains(fake.Calls, c => c.Path == "/v1/chat/completions?api-version=2026-01-01");
    }

    private static async Task<(JsonObject Body, ServerReply Reply)> SendAsync(FakeServer fake, ServerSpec spec, ServerRequest request)
    {
        await using var server = Servers.Of(spec);
        await server.StartAsync(TestContext.Current.CancellationToken);
        var reply = await server.SendAsync(request, TestContext.Current.CancellationToken);
        return (fake.Calls[^1] is { Method: "POST" } call ? call.Json : [], reply);
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> body) => JsonNode.Parse(Encoding.UTF8.GetString(body.Span))!.AsObject();
}
