using Joulemark.Checkup;
using Joulemark.Planning;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Checkup;

public sealed class LimitChecksTests : IDisposable
{
    private const string Digest = "sha256:4724b8cc51e33e398f0e2e15e18d5ec2851ff0c2280647e1310bc1642182655d";
    private readonly Surroundings _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("vllm/vllm-openai", "Fail")]
    [InlineData("vllm/vllm-openai:latest", "Fail")]
    [InlineData("registry.example:5000/vllm-openai", "Fail")] // a port is no tag
    [InlineData("vllm/vllm-openai:v0.11.0", "Warn")]
    [InlineData("vllm/vllm-openai@" + Digest, "Pass")]
    [InlineData("vllm/vllm-openai:v0.11.0@" + Digest, "Pass")]
    public void Image_ByHowItIsNamed(string image, string status) => Assert.Equal(status, Look("image-pinned", image, [])!.Status.ToString());

    [Theory]
    [InlineData("vllm/vllm-openai:v0.11.0", "--max-num-seqs 64", "Pass", "64 (vLLM)")]
    [InlineData("vllm/vllm-openai:v0.11.0", "--max-num-seqs=64", "Pass", "64 (vLLM)")]
    [InlineData("vllm/vllm-openai:v0.11.0", "--dtype bfloat16", "Fail", "vLLM's own choice")]
    [InlineData("lmsysorg/sglang:v0.4.6", "python3 -m sglang.launch_server --max-running-requests 32", "Pass", "32 (SGLang)")]
    [InlineData("ghcr.io/ggml-org/llama.cpp:server", "-np 8", "Pass", "8 (llama.cpp)")]
    [InlineData("ghcr.io/huggingface/text-generation-inference:3.0.0", "--model-id m", "Fail", "TGI's own choice")]
    [InlineData("example/own:1", "--batch 8", "Unknown", null)]
    public void Batch_ByTheEnginesOption(string image, string arguments, string status, string? value)
    {
        var finding = Look("batch-limit", image, arguments.Split(' '))!;
        Assert.Equal((status, value), (finding.Status.ToString(), finding.Value));
    }

    [Fact]
    public void Batch_ByAVariable() => Assert.Equal("4 (Ollama)", Look("batch-limit", "ollama/ollama:0.5.0", ["serve"], "OLLAMA_NUM_PARALLEL=4")!.Value);

    [Theory]
    [InlineData("vllm/vllm-openai:v0.11.0", "--dtype bfloat16", "Pass")]
    [InlineData("vllm/vllm-openai:v0.11.0", "--dtype auto", "Warn")]
    [InlineData("vllm/vllm-openai:v0.11.0", "--seed 0", "Warn")]
    [InlineData("ghcr.io/ggml-org/llama.cpp:server", "-m model.gguf", "Pass")] // the file has it
    public void Dtype_ByTheEnginesOption(string image, string arguments, string status) => Assert.Equal(status, Look("dtype", image, arguments.Split(' '))!.Status.ToString());

    [Theory]
    [InlineData("--no-enable-prefix-caching", "Pass")]
    [InlineData("--seed 0", "Warn")]
    public void Cache_ThatIsDeclaredColdAndIsOn_IsSaid(string arguments, string status) => Assert.Equal(status, Look("cache-off", "vllm/vllm-openai:v0.11.0", arguments.Split(' '))!.Status.ToString());

    [Fact]
    public void Process_HasNoImage_AndIsKnownByItsCommand()
    {
        Assert.Null(Look("image-pinned", null, [], command: ["llama-server", "-np", "2"]));
        Assert.Equal("2 (llama.cpp)", Look("batch-limit", null, [], command: ["llama-server", "-np", "2"])!.Value);
    }

    [Fact]
    public void Limits_OfARunningServer_AreThoseThatItSays()
    {
        string[] attached = ["server.kind=openai", "server.url=http://127.0.0.1:8000"];
        Assert.Null(_machine.Look("batch-limit", attached)); // not asked
        _machine.Server = new ServerDescription { Url = new Uri("http://127.0.0.1:8000"), Model = "m", IsLocal = true };
        Assert.Equal(CheckStatus.Unknown, _machine.Look("batch-limit", attached)!.Status);
        _machine.Server = _machine.Server with { Facts = new Dictionary<string, string> { ["server.max-batch"] = "256", ["server.model.quantization"] = "Q4_K_M" } };
        Assert.Equal("256", _machine.Look("batch-limit", attached)!.Value);
        Assert.Equal("Q4_K_M", _machine.Look("dtype", attached)!.Value);
    }

    [Theory]
    [InlineData("0-7", null, "Warn")]
    [InlineData("0-1", "2-7", "Pass")]
    [InlineData("0-3", "2-7", "Warn")]
    public void Cores_OfClientAndServer_AreApartOrNot(string client, string? server, string status)
    {
        _machine.With("process.affinity", client);
        var finding = Look("client-cores", "vllm/vllm-openai:v0.11.0", [], cpus: server)!;
        Assert.Equal((status, $"client {client}, server {server ?? client}"), (finding.Status.ToString(), finding.Value));
    }

    [Fact]
    public void Cores_OfAServerThatRuns_AreItsOwn()
    {
        _machine.With("process.affinity", "0-1");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_machine.Procfs.Root, "4242")).FullName, "status"), "Name:\tvllm\nCpus_allowed_list:\t4-7\n");
        _machine.Server = new ServerDescription { Url = new Uri("http://127.0.0.1:8000"), Model = "m", IsLocal = true, RootProcess = 4242 };
        Assert.Equal(CheckStatus.Pass, _machine.Look("client-cores", "server.kind=openai", "server.url=http://127.0.0.1:8000")!.Status);
    }

    private CheckFinding? Look(string id, string? image, string[] arguments, string? variable = null, string[]? command = null, string? cpus = null)
    {
        var plan = Surroundings.Plan();
        var spec = plan.Configurations[0].Spec;
        var launch = new LaunchSpec { Image = image, Command = command, Arguments = arguments, Environment = variable is null ? [] : [variable], Cpus = cpus };
        IReadOnlyList<PlannedConfiguration> configurations = [plan.Configurations[0] with { Spec = spec with { Server = spec.Server with { Launch = launch } } }];
        return CheckCatalog.All.Single(c => c.Id == id).Look(_machine.Site(plan with { Configurations = configurations }));
    }
}
