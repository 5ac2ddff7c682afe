using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Serving;

/// <summary>What is behind an address is found out, and said.</summary>
public sealed class AutoServerTests
{
    [Theory]
    [InlineData(FakeEngine.Vllm, "vllm")]
    [InlineData(FakeEngine.Sglang, "sglang")]
    [InlineData(FakeEngine.LlamaCpp, "llama.cpp")]
    [InlineData(FakeEngine.TrtllmServe, "trtllm-serve")]
    [InlineData(FakeEngine.Tgi, "tgi")]
    [InlineData(FakeEngine.Ollama, "ollama")]
    [InlineData(FakeEngine.Hosted, "other")]
    public async Task AnOpenAICompatibleServer_IsRecognisedWithItsEngine(FakeEngine engine, string name)
    {
        await using var fake = FakeEngineServer.Start(engine);
        await using var server = Servers.Of(Servers.Spec("auto", fake.Url));

        var facts = (await server.StartAsync(TestContext.Current.CancellationToken)).Facts;

        Assert.Equal(("openai", name), (facts["server.kind"], facts["server.engine"]));
        Assert.Null((await server.SendAsync(Servers.Ask(), TestContext.Current.CancellationToken)).Error);
    }

    [Theory]
    [InlineData(FakeTritonModel.Ensemble, "triton")]
    [InlineData(FakeTritonModel.LlmApi, "triton")]
    [InlineData(FakeTritonModel.Image, "kserve")]
    public async Task ATriton_IsRecognisedByWhatItsModelTakes(FakeTritonModel model, string kind)
    {
        await using var fake = FakeTritonServer.Start(model);
        await using var server = Servers.Of(Servers.Spec("auto", fake.Url));

        Assert.Equal(kind, (await server.StartAsync(TestContext.Current.CancellationToken)).Facts["server.kind"]);
    }

    [Fact]
    public async Task SomethingElse_IsSaidWithWhatWasTried()
    {
        using var page = FakeExporter.Start("up 1\n");
        await using var server = Servers.Of(Servers.Spec("auto", new Uri(page.Url, "/")));

        var failure = await Failure.OfAsync(() => server.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("JM3025", failure.Id);
        foreach (var path in new[] { "v1/models", "v2", "v2/health/ready", "info", "api/version" })
            Assert.Contains("/" + path + ": 200 text/plain", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tgi")]
    [InlineData("ollama")]
    [InlineData("triton")]
    [InlineData("kserve")]
    public async Task TheWrongKind_IsSaidToBeWrong(string kind)
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Vllm);
        await using var server = Servers.Of(Servers.Spec(kind, fake.Url));

        var failure = await Failure.OfAsync(() => server.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("JM3022", failure.Id);
        Assert.Contains("server.kind: auto", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatTakesNoText_IsNoLanguageModel()
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Image);
        await using var server = Servers.Of(Servers.Spec("triton", fake.Url));

        var failure = await Failure.OfAsync(() => server.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("JM3023", failure.Id);
        Assert.Contains("image FP32 [-1,3,2,2]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContinuousUsage_WhereThereIsNoOpenAIApi_IsAnError()
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Ensemble);
        await using var server = Servers.Of(Servers.Spec("auto", fake.Url) with { ContinuousUsage = true });

        Assert.Equal("JM3021", (await Failure.OfAsync(() => server.StartAsync(TestContext.Current.CancellationToken))).Id);
    }
}
