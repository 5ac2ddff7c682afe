using Joulemark.Checkup;
using Xunit;

namespace Joulemark.Tests.Checkup;

public sealed class GpuChecksTests : IDisposable
{
    private readonly Surroundings _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Machine_WithoutBoards_HasNoLinesOfThem()
    {
        Assert.All(CheckCatalog.All.Where(c => c.Topic == CheckTopic.Gpu), c => Assert.Null(c.Look(_machine.Site(null))));
    }

    [Fact]
    public void Boards_BehindTheMultiProcessService_AreAWarning()
    {
        _machine.WithBoards(1);
        Assert.Equal(CheckStatus.Pass, _machine.Look("gpu-mps")!.Status);
        _machine.Procfs.SetProcess(77, "nvidia-cuda-mps").SetProcess(78, "nvidia-smi");
        Assert.Equal((CheckStatus.Warn, "running: process 77"), (_machine.Look("gpu-mps") is { } f ? (f.Status, f.Value) : default));
    }

    [Theory]
    [InlineData("gpu-types", "model", "NVIDIA H100", "NVIDIA A100", "Fail")]
    [InlineData("gpu-power-limits", "power-limit-w", "700", "400", "Fail")]
    [InlineData("gpu-ecc", "ecc", "on", "off", "Fail")]
    [InlineData("gpu-mig", "mig", "off", "on", "Fail")]
    [InlineData("gpu-vbios", "vbios", "96.00.89.00.01", "96.00.30.00.01", "Warn")]
    [InlineData("gpu-persistence", "persistence", "on", "off", "Warn")]
    public void Boards_ThatDiffer_AreNamedWithTheirValues(string id, string fact, string first, string second, string status)
    {
        _machine.WithBoards(2).With($"gpu0.{fact}", first).With($"gpu1.{fact}", second);
        var finding = _machine.Look(id)!;
        Assert.Equal(status, finding.Status.ToString());
        Assert.Equal($"gpu0 {first}, gpu1 {second}", finding.Value);
        Assert.NotNull(finding.Remedy);
    }

    [Theory]
    [InlineData("gpu-types", "model", "NVIDIA H100")]
    [InlineData("gpu-power-limits", "power-limit-w", "700")]
    [InlineData("gpu-ecc", "ecc", "on")]
    [InlineData("gpu-mig", "mig", "off")]
    [InlineData("gpu-vbios", "vbios", "96.00.89.00.01")]
    [InlineData("gpu-persistence", "persistence", "on")]
    public void Boards_ThatAreAlike_Pass(string id, string fact, string value) =>
        Assert.Equal(CheckStatus.Pass, _machine.WithBoards(2, (fact, value)).Look(id)!.Status);

    [Fact]
    public void Boards_ThatTheSpecDoesNotUse_DoNotMatter()
    {
        _machine.WithBoards(2).With("gpu0.model", "NVIDIA H100").With("gpu1.model", "NVIDIA A100");
        Assert.Equal(CheckStatus.Pass, _machine.Look("gpu-types", "gpus=0")!.Status);
    }

    [Fact]
    public void PowerLimit_BelowTheDefault_IsSaid()
    {
        var finding = _machine.WithBoards(2, ("power-limit-w", "500"), ("power-limit-default-w", "700")).Look("gpu-power-limits")!;
        Assert.Equal((CheckStatus.Warn, "500 W", "700 W, the default"), (finding.Status, finding.Value, finding.Limit));
    }

    [Fact]
    public void Mig_OnAllBoards_IsSaid() => Assert.Equal(CheckStatus.Warn, _machine.WithBoards(1, ("mig", "on")).Look("gpu-mig")!.Status);

    [Fact]
    public void Persistence_OffOnAllBoards_IsSaid() => Assert.Equal(CheckStatus.Warn, _machine.WithBoards(1, ("persistence", "off")).Look("gpu-persistence")!.Status);

    [Theory]
    [InlineData("16", "Pass")]
    [InlineData("8", "Warn")]
    public void Link_ThatIsNarrow_IsSaid(string width, string status) =>
        Assert.Equal(status, _machine.WithBoards(1, ("pcie.width", width), ("pcie.width-max", "16")).Look("gpu-link")!.Status.ToString());

    [Theory]
    [InlineData("0", "Pass")]
    [InlineData("1", "Pass")] // idle
    [InlineData("4", "Warn")] // the power limit
    [InlineData("32", "Fail")] // too hot
    [InlineData("136", "Fail")] // slowdown and power brake
    public void Throttling_ByTheDriversReasons(string mask, string status)
    {
        _machine.WithBoards(2);
        _machine.Nvml!.SetBoard(1, "reasons", mask);
        var finding = _machine.Look("gpu-throttling")!;
        Assert.Equal(status, finding.Status.ToString());
        Assert.Equal(status != "Pass", finding.Value!.Contains("gpu1:", StringComparison.Ordinal));
    }

    [Fact]
    public void Throttling_ThatTheDriverDoesNotTell_IsUnknown()
    {
        _machine.WithBoards(1);
        _machine.Nvml!.SetBoard(0, "reasons", null);
        Assert.Equal(CheckStatus.Unknown, _machine.Look("gpu-throttling")!.Status);
    }

    [Theory]
    [InlineData("41", "Pass")]
    [InlineData("72", "Warn")]
    public void Temperature_OfTheHottest_IsJudged(string celsius, string status)
    {
        _machine.WithBoards(2).With("gpu0.temperature-c", "30").With("gpu1.temperature-c", celsius);
        Assert.Equal((status, $"{celsius} °C (gpu1)"), (_machine.Look("gpu-temperature")!.Status.ToString(), _machine.Look("gpu-temperature")!.Value));
    }

    [Fact]
    public void Processes_ThatAreNotTheServers_AreNamed()
    {
        _machine.WithBoards(1);
        Assert.Equal(CheckStatus.Pass, _machine.Look("gpu-processes")!.Status);
        Directory.CreateDirectory(Path.Combine(_machine.Procfs.Root, "4242"));
        File.WriteAllText(Path.Combine(_machine.Procfs.Root, "4242/comm"), "train\n");
        _machine.Nvml!.SetBoard(0, "processes", "4242:1000000");
        var finding = _machine.Look("gpu-processes")!;
        Assert.Equal((CheckStatus.Fail, "process 4242 (train) on GPU 0"), (finding.Status, finding.Value));
    }

    [Fact]
    public void Driver_OfBoardsThatAnswer_Passes() => Assert.Equal((CheckStatus.Pass, "580.65.06, 2 GPUs"), (_machine.WithBoards(2).With("driver.nvidia", "580.65.06").Look("gpu-driver") is { } f ? (f.Status, f.Value) : default));

    [Fact]
    public void Driver_OfABoardThatIsLost_Fails()
    {
        _machine.WithBoards(2);
        _machine.Nvml!.Lose(1);
        Assert.Equal(CheckStatus.Fail, _machine.Look("gpu-driver")!.Status);
    }
}
