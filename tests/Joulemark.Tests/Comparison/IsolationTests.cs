using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Records;
using Joulemark.Tests.Comparison.Gating;
using Xunit;
using static Joulemark.Comparison.DifferenceVerdict;

namespace Joulemark.Tests.Comparison;

/// <summary>What may differ between two runs: what is isolated and what follows from it, and what is allowed.</summary>
public sealed class IsolationTests
{
    private static readonly RunRecord Run = Runs.Make();
    private static readonly RunRecord Other = Runs.Make("run-b");

    [Theory]
    [InlineData("server.version")]
    [InlineData("server.image")]
    public void Isolated_ImpliesWhatFollows(string isolated)
    {
        var a = Run.WithServer(("server.image", "vllm:1"), ("server.build", "x"));
        var b = Other.WithServer(("server.image", "vllm:2"), ("server.build", "y"), ("server.version", "0.12"));
        var result = Runs.Compare(a, b, [isolated]);
        Assert.True(result.Comparable);
        Assert.Equal(Isolated, result.Verdicts()[isolated]);
        Assert.All(result.Differences.Where(d => d.Key != isolated), d => Assert.Equal(Follows, d.Verdict));
    }

    [Fact]
    public void IsolatedModel_DoesNotImplyOtherSettings()
    {
        var result = Runs.Compare(Run, Other.WithServer(("server.model", "qwen"), ("server.model.dtype", "fp8"), ("server.max-batch", "64")), ["server.model"]).Verdicts();
        Assert.Equal((Isolated, Follows, NotComparable), (result["server.model"], result["server.model.dtype"], result["server.max-batch"]));
    }

    [Fact]
    public void IsolatedGpuModel_ImpliesTheBoardsNature_ButNotHowItIsSet()
    {
        var other = Other.WithMachine(("gpu.model", "H200"), ("gpu0.model", "H200"), ("gpu0.vbios", "97"), ("gpu0.power-limit-w", "900"), ("gpu0.persistence", "off"), ("driver.nvidia", "575"));
        var result = Runs.Compare(Run, other, ["gpu.model"]).Verdicts();
        Assert.Equal((Isolated, Isolated, Follows, Follows), (result["gpu.model"], result["gpu0.model"], result["gpu0.vbios"], result["gpu0.power-limit-w"]));
        Assert.Equal((NotComparable, NotComparable), (result["gpu0.persistence"], result["driver.nvidia"]));
        Assert.True(Runs.Compare(Run, other, ["machine"]).Comparable);
    }

    [Fact]
    public void IsolatedMachine_LeavesTheSoftwareToBeTheSame()
    {
        var result = Runs.Compare(Run, Other.WithMachine(("cpu.model", "other"), ("cpu.logical", "64"), ("driver.nvidia", "575"), ("os.name", "Ubuntu")), ["machine"]).Verdicts();
        Assert.Equal((Follows, Follows, NotComparable), (result["cpu.logical"], result["driver.nvidia"], result["os.name"]));
    }

    [Fact]
    public void Allowed_IsSaidForEver()
    {
        var result = Runs.Compare(Run, Other.WithServer(("server.max-batch", "64")), allow: ["server.max-batch"]);
        Assert.True(result.Comparable);
        Assert.Equal(("server.max-batch", "256", "64"), (result.Allowed[0].Key, result.Allowed[0].A, result.Allowed[0].B));
        Assert.NotEmpty(result.Metrics);
    }

    [Theory]
    [InlineData("boundary")]
    [InlineData("provenance")]
    public void BoundaryAndProvenance_CannotBeAllowed(string key) =>
        Assert.Equal("JM7002", Assert.Throws<JoulemarkException>(() => Runs.Compare(Run, Other, allow: [key])).Diagnostics[0].Id);

    [Fact]
    public void UnknownKey_IsAnErrorWithTheNearest_AndWhatDiffers()
    {
        var problem = Assert.Throws<JoulemarkException>(() => Runs.Compare(Run, Other.WithMachine(("cpu.governor", "powersave")), ["server.verison"])).Diagnostics[0];
        Assert.Equal("JM7001", problem.Id);
        Assert.Contains("'server.version'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("cpu.governor", problem.Remedy, StringComparison.Ordinal);
        Assert.Throws<JoulemarkException>(() => Runs.Compare(Run, Other, allow: ["*"]));
    }

    [Fact]
    public void IsolatedKey_ThatDoesNotDiffer_IsWarnedOf() =>
        Assert.Contains(Runs.Compare(Run, Other, ["server.version"]).Diagnostics, d => d.Id == "JM7004" && d.Message.Contains("nothing varies", StringComparison.Ordinal));

    [Fact]
    public void IsolatedKey_KnownOfOneSideOnly_IsWarnedOf() =>
        Assert.Contains(Runs.Compare(Run, Other.WithServer(("server.version", null)), ["server.version"]).Diagnostics, d => d.Id == "JM7004" && d.Message.Contains("cannot be told", StringComparison.Ordinal));
}
