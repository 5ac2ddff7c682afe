using Joulemark.Planning;
using Xunit;

namespace Joulemark.Tests.Planning;

public sealed class WorkloadValidatorsTests
{
    [Theory]
    [InlineData("workload.template", "kind=synthetic", "template=Q: {prompt}")]
    [InlineData("workload.prefix-hit-rate", "kind=synthetic", "prefix-hit-rate=50%")]
    [InlineData("workload.sha256", "kind=prompts", "path=x", "sha256=abc")]
    [InlineData("workload.sha256", "kind=arithmetic", "sha256=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("workload.input-tokens.min", "kind=synthetic", "input-tokens.min=600", "input-tokens.max=500", "input-tokens.distribution=uniform")]
    [InlineData("workload.input-tokens.max", "kind=synthetic", "input-tokens.distribution=uniform")]
    [InlineData("workload.input-tokens.deviation", "kind=synthetic", "input-tokens.distribution=lognormal")]
    [InlineData("workload.output-tokens.mean", "kind=synthetic", "output-tokens.mean=500")]
    [InlineData("workload.input-tokens.mean", "kind=synthetic", "input-tokens.mean=99.5")]
    [InlineData("workload.path", "kind=synthetic", "input-tokens.distribution=file")]
    [InlineData("workload.output-tokens.distribution", "kind=synthetic", "path=x", "output-tokens.distribution=file")]
    public void Keys_ThatContradictEachOther_AreReported(string key, params string[] settings)
    {
        var document = Specs.Document([.. settings.Select(s => "workload." + s)]);
        Assert.Empty(document.Problems);
        var problems = SpecValidators.Check(SpecBinder.Bind(document), document, ["small-fp32"]).ToList();
        Assert.Contains(problems, p => p.Message.StartsWith($"'{key}'", StringComparison.Ordinal) && p.Remedy is not null);
    }

    [Theory]
    [InlineData("kind=synthetic")]
    [InlineData("kind=synthetic", "prefix-hit-rate=50%", "prefix-cache=warm", "input-tokens.distribution=normal", "input-tokens.deviation=10")]
    [InlineData("kind=synthetic", "output-tokens.distribution=uniform", "input-tokens.distribution=uniform", "input-tokens.max=10")]
    [InlineData("kind=mooncake", "path=x", "input-tokens.max=32000", "prefix-cache=warm", "prefix-hit-rate=40%")]
    public void Keys_ThatFit_AreFine(params string[] settings)
    {
        var document = Specs.Document([.. settings.Select(s => "workload." + s)]);
        Assert.Empty(SpecValidators.Check(SpecBinder.Bind(document), document, ["small-fp32"]));
    }
}
