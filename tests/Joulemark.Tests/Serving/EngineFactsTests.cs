using System.Text.Json;
using Joulemark.Serving;
using Joulemark.Serving.Tgi;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Serving;

/// <summary>What each server says of itself, as facts of the fingerprint.</summary>
public sealed class EngineFactsTests
{
    public static TheoryData<FakeEngine, string, string[]> Facts => new()
    {
        {
            FakeEngine.Vllm, "openai",
            [
                "server.engine=vllm", "server.version=0.11.2", "server.max-model-len=32768", "server.model.path=org/fake-model", "server.prefix-cache=on",
                "server.gpu-memory-utilization=0.9", "server.kv-cache.block-size=16", "server.kv-cache.tokens=432000", "server.kv-cache.dtype=auto", "server.engines=1",
                "server.model.dtype=bfloat16", "server.model.quantization=fp8", "server.max-batch=256", "server.max-batch-tokens=8192", "server.tensor-parallel=2",
                "server.chunked-prefill=on", "server.cuda-graphs=on", "server.pipeline-parallel=1", "server.data-parallel=1",
            ]
        },
        {
            FakeEngine.Sglang, "openai",
            [
                "server.engine=sglang", "server.version=0.5.4", "server.max-model-len=32768", "server.model.path=org/fake-model", "server.model.revision=abc123",
                "server.model.dtype=auto", "server.model.quantization=fp8", "server.kv-cache.dtype=auto", "server.kv-cache.tokens=326223", "server.kv-cache.block-size=1",
                "server.max-batch=2048", "server.max-batch-tokens=16384", "server.chunked-prefill=8192", "server.gpu-memory-utilization=0.85", "server.prefix-cache=on",
                "server.cuda-graphs=on", "server.tensor-parallel=2", "server.pipeline-parallel=1", "server.data-parallel=1", "server.attention-backend=fa3",
            ]
        },
        {
            FakeEngine.LlamaCpp, "openai",
            [
                "server.engine=llama.cpp", "server.version=b6123-79c1160b", "server.max-batch=4", "server.max-model-len=4096", "server.model.quantization=Q4_K - Medium",
                "server.model.parameters=8030261312", "server.model.size=4912898304", "server.model.path=fake-model.gguf",
                "server.chat-template=sha256:61fbedab465ef2a7f1b123fc7e4bc06a995bd09ac381579affeda60f02ebd940",
            ]
        },
        { FakeEngine.TrtllmServe, "openai", ["server.engine=trtllm-serve", "server.version=1.1.0"] },
        {
            FakeEngine.Tgi, "tgi",
            [
                "server.engine=tgi", "server.version=3.3.4", "server.build=sha-abcdef", "server.model.path=fake-model",
                "server.model.revision=e985a63cdc139290c5f700ff1929f0b5942cced2", "server.max-concurrent=128", "server.max-input-tokens=1024", "server.max-model-len=2048",
            ]
        },
        {
            FakeEngine.Ollama, "ollama",
            [
                "server.engine=ollama", "server.version=0.12.6", "server.model.revision=a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72", "server.model.size=2019393189",
                "server.model.quantization=Q4_K_M", "server.model.parameters=3212749888", "server.model.format=gguf", "server.max-model-len=4096",
                "server.chat-template=sha256:61fbedab465ef2a7f1b123fc7e4bc06a995bd09ac381579affeda60f02ebd940",
            ]
        },
        { FakeEngine.Hosted, "openai", ["server.engine=other"] },
    };

    [Fact]
    public void Tgi_OfAnOlderVersion_TellsMore()
    {
        var facts = new ServerFacts();
        TgiFacts.Add(JsonElement.Parse("""
            {"model_id": "m", "model_dtype": "torch.float16", "model_device_type": "cuda", "max_input_length": 1024, "max_total_tokens": 2048,
             "max_batch_total_tokens": 32000, "max_batch_size": null, "version": "1.4.0", "sha": "abc", "docker_label": null}
            """), facts);

        Assert.Equal(
            ["server.build=abc", "server.device=cuda", "server.max-batch-tokens=32000", "server.max-input-tokens=1024", "server.max-model-len=2048",
                "server.model.dtype=torch.float16", "server.model.path=m", "server.version=1.4.0"],
            facts.All.Select(f => $"{f.Key}={f.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Facts))]
    public async Task Describe_OfAnEngine_TellsWhatItTellsAndNothingElse(FakeEngine engine, string kind, string[] facts)
    {
        await using var fake = FakeEngineServer.Start(engine);
        fake.TellsAll = true;
        await using var server = Servers.Of(Servers.Spec(kind, fake.Url));

        var described = await server.StartAsync(TestContext.Current.CancellationToken);

        string[] common = [$"server.kind={kind}", "server.model=" + described.Model, .. kind == "tgi" ? [] : new[] { "server.api=chat" }];
        Assert.Equal(facts.Concat(common).Order(StringComparer.Ordinal), described.Facts.Select(f => $"{f.Key}={f.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Describe_OfTriton_TellsTheModelsInputs()
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Image);
        await using var server = Servers.Of(Servers.Spec("kserve", fake.Url));

        var facts = (await server.StartAsync(TestContext.Current.CancellationToken)).Facts;

        Assert.Equal("image FP32 [-1,3,2,2]", facts["server.model.inputs"]);
        Assert.Equal("scores FP32 [-1,4]", facts["server.model.outputs"]);
        Assert.Equal(("triton", "2.61.0", "64", "on", "binary"), (facts["server.engine"], facts["server.version"], facts["server.max-batch"], facts["server.dynamic-batching"], facts["server.tensors"]));
    }

    [Fact]
    public async Task ASecretAmongSglangsArguments_IsNoFact()
    {
        await using var fake = FakeEngineServer.Start(FakeEngine.Sglang);
        await using var server = Servers.Of(Servers.Spec("openai", fake.Url));

        var facts = (await server.StartAsync(TestContext.Current.CancellationToken)).Facts;

        Assert.DoesNotContain(facts.Values, v => v.Contains("sk-", StringComparison.Ordinal));
    }
}
