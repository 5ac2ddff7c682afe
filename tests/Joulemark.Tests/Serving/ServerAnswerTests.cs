using System.Text;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Serving.Triton;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Serving;

/// <summary>What is made of each server's answers.</summary>
public sealed class ServerAnswerTests
{
    [Theory]
    [InlineData("openai", FakeEngine.Vllm)]
    [InlineData("openai", FakeEngine.Sglang)]
    [InlineData("ollama", FakeEngine.Ollama)]
    public async Task Thinking_IsOutputButNoAnswer(string kind, FakeEngine engine)
    {
        await using var fake = FakeEngineServer.Start(engine);
        fake.Thinking = ["Let", " me", " see"];
        var reply = await SendAsync(Servers.Spec(kind, fake.Url));

        Assert.Equal(string.Concat(fake.Tokens), reply.Output);
        Assert.Equal(3 + fake.Tokens.Count, reply.Tokens.Count);
        Assert.Equal(reply.Tokens[3], reply.FirstAnswer);
        Assert.Equal(3 + fake.Tokens.Count, reply.Usage?.CompletionTokens);
    }

    [Fact]
    public async Task ContinuousUsage_KeepsTheCountOfAnAnswerThatBreaksOff()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Vllm);
        fake.Fails = true;
        var without = await SendAsync(Servers.Spec("openai", fake.Url));
        var with = await SendAsync(Servers.Spec("openai", fake.Url) with { ContinuousUsage = true });

        Assert.Equal(("stream-error", null), (without.ErrorKind, without.Usage));
        Assert.Equal(("stream-error", new TokenUsage(fake.PromptTokens, 1)), (with.ErrorKind, with.Usage));
    }

    [Fact]
    public async Task ContinuousUsage_OfAServerThatDoesNotTakeIt_IsAnError()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.LlamaCpp);

        var failure = await Failure.OfAsync(() => SendAsync(Servers.Spec("openai", fake.Url) with { ContinuousUsage = true }));

        Assert.Equal("JM3021", failure.Id);
        Assert.Contains("llama.cpp", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LlamaCpp_TellsCachedTokensInItsTimings()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.LlamaCpp);

        Assert.Equal(new TokenUsage(7, fake.Tokens.Count, 3), (await SendAsync(Servers.Spec("openai", fake.Url))).Usage);
    }

    [Fact]
    public async Task Tgi_CountsTheEndToken_WhichIsNoText()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Tgi);
        var reply = await SendAsync(Servers.Spec("tgi", fake.Url));

        Assert.Equal(string.Concat(fake.Tokens), reply.Output);
        Assert.Equal(new TokenUsage(7, fake.Tokens.Count + 1), reply.Usage);
        Assert.Equal("stop", reply.FinishReason);
        Assert.Equal("length", (await SendAsync(Servers.Spec("tgi", fake.Url), most: 3)).FinishReason);
    }

    [Theory]
    [InlineData("tgi", FakeEngine.Tgi, "generation: Request failed during generation: Server error: CUDA out of memory")]
    [InlineData("ollama", FakeEngine.Ollama, "an error was encountered while running the model: unexpected EOF")]
    [InlineData("openai", FakeEngine.LlamaCpp, "the engine died")]
    public async Task AnErrorInMidStream_IsToldInTheServersWords(string kind, FakeEngine engine, string words)
    {
        await using var fake = FakeEngineServer.Start(engine);
        fake.Fails = true;
        var reply = await SendAsync(Servers.Spec(kind, fake.Url));

        Assert.Equal(("stream-error", words), (reply.ErrorKind, reply.Error));
        Assert.NotEmpty(reply.Tokens);
    }

    [Fact]
    public async Task Triton_GivesCountsOnlyWhereItsModelDoes()
    {
        await using var ensemble = FakeTritonServer.Start(FakeTritonModel.Ensemble);
        await using var vllm = FakeTritonServer.Start(FakeTritonModel.Vllm);
        await using var bls = FakeTritonServer.Start(FakeTritonModel.Bls);

        Assert.Null((await SendAsync(Servers.Spec("triton", ensemble.Url))).Usage);
        Assert.Equal(new TokenUsage(7, vllm.Tokens.Count), (await SendAsync(Servers.Spec("triton", vllm.Url))).Usage);
        Assert.Equal(new TokenUsage(7, bls.Tokens.Count), (await SendAsync(Servers.Spec("triton", bls.Url))).Usage);
    }

    [Theory]
    [InlineData("beam_width")]
    [InlineData("num_draft_tokens")]
    public async Task Triton_WhoseCountsWouldBeOfMoreOrLessThanTheAnswer_IsNotAskedForThem(string field)
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Bls);
        var reply = await SendAsync(Servers.Spec("triton", fake.Url) with { Body = $$"""{"{{field}}": 2}""" });

        Assert.Null(reply.Usage);
        Assert.False(fake.Calls[^1].Json.ContainsKey("return_num_output_tokens"));
    }

    [Fact]
    public void Triton_ThatAccumulates_KeepsHalfACharacterBackUntilItIsWhole()
    {
        var (known, unknown) = (new ServerReply(), new ServerReply());
        foreach (var (reader, reply) in new[] { (new TritonReader(accumulates: true), known), (new TritonReader(accumulates: null), unknown) })
        {
            foreach (var text in new[] { "caf", "caf\uFFFD", "café", "café x" })
                reader.Read(Encoding.UTF8.GetBytes($$"""{"text_output":"{{text}}"}"""), new Timestamp(1), reply);
            reader.End(saidSo: true, reply);
        }

        Assert.Equal(("café x", 3), (known.Output, known.TokenCount));
        Assert.Equal("café x", unknown.Output);
    }

    [Theory]
    [InlineData("0.3.14", null, false)]
    [InlineData("0.4.0", null, true)]
    [InlineData("0.29.1", null, true)]
    [InlineData("0.30.2", null, false)]
    [InlineData("0.30.2", 3, true)]
    [InlineData("0.33.2-rc1", null, true)]
    [InlineData("a build of mine", null, false)]
    public async Task Ollama_OfAVersionThatMayLeaveCachedTokensOut_GivesNoCounts(string version, int? cached, bool counts)
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Ollama);
        (fake.OllamaVersion, fake.OllamaCachedTokens) = (version, cached);

        Assert.Equal(counts ? new TokenUsage(7, fake.Tokens.Count, cached) : null, (await SendAsync(Servers.Spec("ollama", fake.Url))).Usage);
        if (cached is null)
            Assert.Equal(counts, (await SendAsync(Servers.Spec("openai", fake.Url))).Usage is not null);
    }

    [Fact]
    public async Task Triton_WithTextThatOnlySeemsToGrow_KeepsAllOfIt()
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Ensemble);
        fake.Tokens = ["1", "11", "111", "2"]; // each is new, although each begins with the one before

        Assert.Equal("1111112", (await SendAsync(Servers.Spec("triton", fake.Url))).Output);
    }

    [Fact]
    public async Task AnOllamaModelWithoutItsTag_IsTheLatest()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Ollama);
        await using var server = Servers.Of(Servers.Spec("ollama", fake.Url) with { Model = "fake-model" });

        Assert.Equal("fake-model", (await server.StartAsync(TestContext.Current.CancellationToken)).Model);
        Assert.Null((await server.SendAsync(Servers.Ask(), TestContext.Current.CancellationToken)).Error);
    }

    private static async Task<ServerReply> SendAsync(Joulemark.Planning.ServerSpec spec, int most = 64)
    {
        await using var server = Servers.Of(spec);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return await server.SendAsync(Servers.Ask(most), TestContext.Current.CancellationToken);
    }
}
