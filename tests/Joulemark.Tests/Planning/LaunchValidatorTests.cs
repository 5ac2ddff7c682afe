using Joulemark.Diagnostics;
using Joulemark.Planning;
using Xunit;

namespace Joulemark.Tests.Planning;

public sealed class LaunchValidatorTests
{
    private static readonly string[] Image = ["server.launch.image=vllm/vllm-openai:v0.18.0"];

    [Fact]
    public void Launch_OfAnImage_NeedsNoUrl() => Assert.Empty(Problems(Image));

    [Theory]
    [InlineData("JM1007", "server.launch.command", "server.launch.command=[\"x\"]")]
    [InlineData("JM1007", "127.0.0.1", "server.url=http://192.0.2.1:8000")]
    [InlineData("JM1004", "cpus", "server.launch.cpus=some")]
    [InlineData("JM1004", "gpus", "server.launch.gpus=0, 1")]
    [InlineData("JM1004", "volumes", "server.launch.volumes=models")]
    [InlineData("JM1007", "/no/such/folder", "server.launch.volumes=/no/such/folder:/models")]
    [InlineData("JM1004", "variable", "server.launch.environment=1=2")]
    [InlineData("JM1007", "JOULEMARK_TEST_NOT_SET", "server.launch.environment=JOULEMARK_TEST_NOT_SET")]
    [InlineData("JM3040", "HF_TOKEN alone", "server.launch.environment=HF_TOKEN=anything")]
    [InlineData("JM3040", "export X=", "server.launch.environment=X=hf_abcdefghij0123456789")]
    [InlineData("JM3040", "VLLM_API_KEY", "server.launch.arguments=--api-key hunter2hunter2")]
    [InlineData("JM3040", "server.probe", "server.probe=curl http://x/?token=abcdef123")]
    [InlineData("JM1005", "{model}", "server.launch.arguments={model}")]
    [InlineData("JM1007", "kind reference", "server.kind=reference", "server.model=small-fp32")]
    public void Mistake_InALaunch_IsSaidWithItsRemedy(string id, string says, params string[] settings)
    {
        var problem = Assert.Single(Problems([.. Image, .. settings]), p => p.Id == id);
        Assert.Contains(says, $"{problem.Message} {problem.Remedy}", StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "server.launch.command=sh -c 'echo token=$X'")]
    [InlineData(false, "server.launch.command=sh -c 'serve --api-key ${API_KEY}; exit'")]
    [InlineData(false, "server.probe=sh -c 'curl -H \"Authorization: Bearer $TOKEN\" http://x'")]
    [InlineData(true, "server.launch.command=sh -c 'echo token=$X password=hunter2hunter2'")]
    [InlineData(true, "server.launch.command=sh -c 'echo token=$X-hunter2hunter2'")]
    public void Reference_ToAVariable_IsNoSecret(bool isSecret, string setting) =>
        Assert.Equal(isSecret, Problems(setting.Contains("probe", StringComparison.Ordinal) ? [.. Image, setting] : [setting]).Exists(p => p.Id == "JM3040"));

    [Fact]
    public void Command_WithKeysOfContainers_IsToldEach()
    {
        var problems = Problems("server.launch.command=x", "server.launch.memory=1GiB", "server.launch.network=host", "server.launch.pull=missing");
        Assert.Equal(3, problems.Count(p => p.Message.Contains("is for containers", StringComparison.Ordinal)));
    }

    [Fact]
    public void Keys_WithoutCommandOrImage_AreTold() => Assert.Contains(Problems("server.launch.port=8000"), p => p.Id == "JM1005" && p.Message.Contains("'command' or 'image'", StringComparison.Ordinal));

    [Fact]
    public void Environment_InRecords_HasValuesOfKnownNamesOnly()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["server.launch.environment"] = WordList.Format(["VLLM_USE_V1=1", "SOMETHING=private", "HF_TOKEN"]), ["name"] = "t" };
        var recorded = LaunchEnvironment.ForRecord(values);
        Assert.Equal("t", recorded["name"]);
        Assert.Collection(WordList.Parse(recorded["server.launch.environment"]), e => Assert.Equal("VLLM_USE_V1=1", e), e => Assert.Matches(@"^SOMETHING=\*\*\*[0-9a-f]{12}$", e), e => Assert.Equal("HF_TOKEN", e));
    }

    [Fact]
    public void Vary_OverArguments_MakesConfigurationsWithServersOfTheirOwn()
    {
        var plan = Planner.Plan(SpecParser.Parse("""
            name: t
            server: { kind: openai, launch: { image: "a:1" } }
            workload: { kind: arithmetic }
            vary:
              server.launch.arguments: [[--dtype, float16], --dtype bfloat16]
              load.concurrency: [1, 2]
            """, "t.yaml"), []);
        Assert.Equal(
            ["arguments=--dtype bfloat16 concurrency=1", "arguments=--dtype bfloat16 concurrency=2", "arguments=--dtype float16 concurrency=1", "arguments=--dtype float16 concurrency=2"],
            plan.Configurations.Select(c => string.Join(' ', c.Name.Split(" concurrency=") is [var a, var n] ? $"{a} concurrency={n}" : Reversed(c.Name))).Order(StringComparer.Ordinal));
        var first = plan.Configurations[0];
        Assert.Single(plan.Configurations, c => c != first && c.SharesServerWith(first));
    }

    private static string Reversed(string name) => name.Split(' ', 2) is [var n, var a] ? $"{a} {n}" : name;

    private static List<Diagnostic> Problems(params string[] settings)
    {
        var document = SpecParser.Parse("name: t\nserver: { kind: openai }\nworkload: { kind: arithmetic }", "t.yaml", settings);
        Assert.Empty(document.Problems);
        return [.. SpecValidators.Check(SpecBinder.Bind(document), document, ["small-fp32"])];
    }
}
