using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running;
using Xunit;

namespace Joulemark.Tests.Running;

/// <summary>Boards that a server is given, of three, beside those that are counted.</summary>
public sealed class LaunchBoardsTests
{
    private static readonly IReadOnlyList<Channel> Channels =
    [
        .. Enumerable.Range(0, 3).Select(i => SampleRun.Make().Machine.Channels[0] with { Name = $"gpu{i}", Source = "nvml", Part = MachinePart.Gpu, Device = i, DeviceId = $"GPU-{i}abc" }),
    ];

    [Theory]
    [InlineData("[0]", "0", null)]
    [InlineData("[0, 1]", "0", null)]
    [InlineData("[gpu0, GPU-1abc]", "0,1", null)] // whatever they are called
    [InlineData("[0]", "0,1", "gpu1")]
    [InlineData("[0]", "GPU-1", "gpu1")]
    [InlineData("[0]", "1", "gpu1")]
    [InlineData("[0]", "all", "gpu1, gpu2")]
    [InlineData("[0, 1, 2]", "all", null)]
    [InlineData("[0]", "MIG-1234", null)] // an instance of which board, nobody knows here: the watch will tell
    public void Boards_ThatAreGivenAndNotCounted_AreRefused(string counted, string given, string? off)
    {
        var plan = Plan($"gpus: {counted}", given);
        var ledger = LedgerBuilder.Build(Boundary.Gpu, Channels, [], out _, null, plan.Gpus);
        if (off is null)
        {
            LaunchBoards.Check(plan, ledger, Channels);
            return;
        }

        var e = Assert.Throws<JoulemarkException>(() => LaunchBoards.Check(plan, ledger, Channels));
        Assert.Equal((ExitCode.BadUsage, "JM2006"), (e.ExitCode, Assert.Single(e.Diagnostics).Id));
        Assert.Contains($"gives the server {off}, whose joules are not counted", e.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Boards_AreAllCounted_WhereNoneIsNamed()
    {
        var plan = Plan("seed: 1", "0,1");
        LaunchBoards.Check(plan, LedgerBuilder.Build(Boundary.Gpu, Channels, [], out _), Channels);
    }

    private static BenchmarkPlan Plan(string line, string gpus) => Planner.Plan(SpecParser.Parse($$"""
        name: t
        server: { kind: openai, model: m, launch: { command: [sleep, "1"], gpus: "{{gpus}}" } }
        workload: { kind: arithmetic }
        {{line}}
        """, "s.yaml"), ["small-fp32"]);
}
