using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Serving.Launching;
using Xunit;

namespace Joulemark.Tests.Serving.Launching;

public sealed class LaunchVerificationTests
{
    private static readonly Dictionary<string, string> Vllm = new(StringComparer.Ordinal)
    {
        ["server.engine"] = "vllm",
        ["server.version"] = "0.18.0+cu129",
        ["server.model"] = "Qwen/Qwen3-8B",
        ["server.model.dtype"] = "torch.bfloat16",
        ["server.max-batch"] = "64",
        ["server.gpu-memory-utilization"] = "0.9",
    };

    [Fact]
    public void Server_AsAsked_HasNoNotes() =>
        Assert.Empty(LaunchVerification.Check(Launch("vllm/vllm-openai:v0.18.0-cu129", "--model Qwen/Qwen3-8B --dtype=bf16 --max_num_seqs 64 --gpu-memory-utilization 0.90"), Vllm));

    [Fact]
    public void Server_OtherThanAsked_IsAnErrorForEachDifference()
    {
        var e = Assert.Throws<JoulemarkException>(() => LaunchVerification.Check(Launch("docker.io/vllm/vllm-openai:v0.17.1", "serve Qwen/Qwen3-4B --dtype half --max-num-seqs 128"), Vllm));
        Assert.Equal(ExitCode.Invalid, e.ExitCode);
        Assert.Equal(["server.version is 0.18.0", "server.model.path is Qwen/Qwen3-8B", "server.model.dtype is torch.bfloat16", "server.max-batch is 64"],
            e.Diagnostics.Select(d => d.Message[..d.Message.IndexOfAny([',', '+'])]));
        Assert.All(e.Diagnostics, d => Assert.Equal("JM3047", d.Id));
        Assert.Contains("--max-num-seqs asks for 128", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_ThatDoesNotTell_IsNoted()
    {
        var note = Assert.Single(LaunchVerification.Check(Launch("vllm/vllm-openai:v0.18.0", "--tensor-parallel-size 2 --dtype auto --max-model-len 8k"), new Dictionary<string, string>(Vllm) { ["server.max-model-len"] = "8000" }));
        Assert.Equal(("JM3048", DiagnosticSeverity.Info), (note.Id, note.Severity));
        Assert.Contains("--max-model-len 8k, --tensor-parallel-size 2", note.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("--dtype", note.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my/vllm:1.0")] // a tag of somebody's own says nothing
    [InlineData("vllm/vllm-openai:nightly")]
    [InlineData("vllm/vllm-openai:v0.18")] // less exact, and right
    public void Tag_ThatIsNoOtherVersion_IsNoMismatch(string image) => Assert.Empty(LaunchVerification.Check(Launch(image, ""), Vllm));

    [Theory]
    [InlineData("llama.cpp", "ghcr.io/ggml-org/llama.cpp:server-cuda-b10156", "b10156-0a1b2c3", "b10157-0a1b2c3")]
    [InlineData("tgi", "ghcr.io/huggingface/text-generation-inference:3.3.5", "3.3.5-dev0", "3.3.4")]
    [InlineData("ollama", "ollama/ollama:0.18.2", "0.18.2", "0.18.20")]
    public void Version_InATag_IsTheServers(string engine, string image, string right, string wrong)
    {
        Dictionary<string, string> Facts(string version) => new(StringComparer.Ordinal) { ["server.engine"] = engine, ["server.version"] = version };
        Assert.Empty(LaunchVerification.Check(Launch(image, ""), Facts(right)));
        Assert.Throws<JoulemarkException>(() => LaunchVerification.Check(Launch(image, ""), Facts(wrong)));
    }

    [Fact]
    public void Variable_ThatAsks_IsComparedToo()
    {
        var launch = Launch("ghcr.io/ggml-org/llama.cpp:server", "") with { Environment = ["LLAMA_ARG_N_PARALLEL=8"] };
        var e = Assert.Throws<JoulemarkException>(() => LaunchVerification.Check(launch, new Dictionary<string, string> { ["server.engine"] = "llama.cpp", ["server.max-batch"] = "4" }));
        Assert.Contains("LLAMA_ARG_N_PARALLEL asks for 8", e.Message, StringComparison.Ordinal);
    }

    private static LaunchSpec Launch(string image, string arguments) => new() { Image = image, Arguments = WordList.Parse(arguments) };
}
