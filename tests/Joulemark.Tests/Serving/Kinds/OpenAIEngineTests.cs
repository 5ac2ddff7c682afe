using Joulemark.Planning;
using Joulemark.Testing.Servers;

namespace Joulemark.Tests.Serving.Kinds;

#pragma warning disable MA0048 // a line for each engine

public sealed class VllmTests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.Vllm);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("openai", new Uri(url, "v1"));
}

public sealed class SglangTests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.Sglang);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("openai", url);
}

public sealed class LlamaCppTests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.LlamaCpp);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("openai", url) with { Api = "completions" };
}

public sealed class TrtllmServeTests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.TrtllmServe);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("openai", url);
}

public sealed class TgiOpenAITests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.Tgi);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("openai", url);
}

public sealed class OllamaOpenAITests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.Ollama);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("openai", url);
}

public sealed class HostedTests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.Hosted);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("openai", url);
}

public sealed class TgiTests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.Tgi);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("tgi", url);
}

public sealed class OllamaChatTests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.Ollama);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("ollama", url);
}

public sealed class OllamaGenerateTests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.Ollama);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("ollama", url) with { Api = "completions" };
}

public sealed class TritonEnsembleTests : ServerContractTests
{
    internal override FakeServer Start() => FakeTritonServer.Start(FakeTritonModel.Ensemble);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("triton", url);
}

public sealed class TritonLlmApiTests : ServerContractTests
{
    internal override FakeServer Start() => FakeTritonServer.Start(FakeTritonModel.LlmApi);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("triton", url);
}

public sealed class TritonVllmTests : ServerContractTests
{
    internal override FakeServer Start() => FakeTritonServer.Start(FakeTritonModel.Vllm);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("triton", url);
}

public sealed class TritonBlsTests : ServerContractTests
{
    internal override FakeServer Start() => FakeTritonServer.Start(FakeTritonModel.Bls);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("triton", url);
}

public sealed class KServeBinaryTests : KServeTests
{
    internal override ServerSpec Spec(Uri url) => Servers.Spec("kserve", url);
}

public sealed class KServeJsonTests : KServeTests
{
    internal override ServerSpec Spec(Uri url) => Servers.Spec("kserve", url) with { Tensors = "json" };
}

public sealed class AutoTests : ServerContractTests
{
    internal override FakeServer Start() => FakeEngineServer.Start(FakeEngine.Vllm);

    internal override ServerSpec Spec(Uri url) => Servers.Spec("auto", url);
}
