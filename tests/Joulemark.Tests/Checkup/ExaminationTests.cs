using Joulemark.Checkup;
using Joulemark.Planning;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Checkup;

/// <summary>The whole list over a machine of trees and the fake NVML library, with facts as they are captured.</summary>
public sealed class ExaminationTests : IDisposable
{
    private readonly Surroundings _machine = new();

    public ExaminationTests()
    {
        _machine.Procfs.SetCpu("Intel(R) Xeon(R) Platinum 8480C", 4).SetMemory(64L << 30).SetCpuTime(0);
        _machine.Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0");
    }

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Boards_OfTheDriver_AreJudgedAsItGivesThem()
    {
        _machine.WithBoards(2);
        _machine.Nvml!.SetBoard(1, "name", "NVIDIA A100-SXM4-80GB");
        _machine.Nvml.SetBoard(1, "persistence", "0");
        var report = await ExamineAsync(isQuick: true);
        Assert.Equal("gpu0 NVIDIA H100 80GB HBM3, gpu1 NVIDIA A100-SXM4-80GB", Line(report, "gpu-types").Value);
        Assert.Equal(CheckStatus.Fail, Line(report, "gpu-types").Status);
        Assert.Equal((CheckStatus.Warn, "gpu0 on, gpu1 off"), (Line(report, "gpu-persistence").Status, Line(report, "gpu-persistence").Value));
        Assert.Equal(CheckStatus.Fail, report.Status);
    }

    [Fact]
    public async Task Governor_OfTheTree_IsJudged()
    {
        SetGovernor("powersave");
        Assert.Equal(CheckStatus.Fail, Line(await ExamineAsync(isQuick: true), "cpu-governor").Status);
        SetGovernor("performance");
        Assert.Equal(CheckStatus.Pass, Line(await ExamineAsync(isQuick: true), "cpu-governor").Status);
    }

    [Fact]
    public async Task Controls_OfTheSpec_AreLines()
    {
        SetGovernor("schedutil");
        var plan = Surroundings.Plan("controls.cpu.governor=performance", "controls.cpu.governor.mode=require", "controls.kernel=9.9");
        var report = await ExamineAsync(isQuick: true, plan);
        Assert.Equal((CheckStatus.Fail, "schedutil", "performance"), (Line(report, "controls.cpu.governor") is { } l ? (l.Status, l.Value, l.Limit) : default));
        Assert.NotNull(Line(report, "controls.cpu.governor").Remedy);
        Assert.NotEqual(CheckStatus.Pass, Line(report, "controls.kernel").Status); // a warning: the mode is warn
        Assert.NotEqual(CheckStatus.Fail, Line(report, "controls.kernel").Status);
    }

    [Fact]
    public async Task Quick_LeavesOutWhatTakesTime_AndSaysSo()
    {
        var report = await ExamineAsync(isQuick: true);
        Assert.Equal(["background-cpu", "servers-left"], report.LeftOut);
        Assert.DoesNotContain(report.Checks, c => c.Id == "background-cpu");
        Assert.Empty((await ExamineAsync(isQuick: false)).LeftOut);
    }

    [Fact]
    public async Task Others_ThatKeepTheCpusBusy_AreSeen()
    {
        var time = new FakeTimeProvider();
        var examining = ExamineAsync(isQuick: false, time: time); // up to the moment that it waits
        _machine.Procfs.SetCpuTime(100);
        time.Advance(Examination.Look);
        var line = Line(await examining, "background-cpu");
        Assert.Equal(CheckStatus.Fail, line.Status);
        Assert.StartsWith("100 %", line.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryLine_ThatIsNotPassed_SaysWhyOrWhatToDo()
    {
        _machine.WithBoards(1);
        var report = await ExamineAsync(isQuick: true, Surroundings.Plan("measure.warm-up=0s", "measure.idle=0s"));
        Assert.All(report.ToDo, line => Assert.True(line.Detail is not null || line.Remedy is not null, line.Id));
        Assert.All(report.Checks.Where(c => c.Status is CheckStatus.Fail or CheckStatus.Warn), line => Assert.NotNull(line.Remedy));
    }

    private static CheckResult Line(CheckupReport report, string id) => Assert.Single(report.Checks, c => c.Id == id);

    private Task<CheckupReport> ExamineAsync(bool isQuick, BenchmarkPlan? plan = null, TimeProvider? time = null) =>
        Examination.MakeAsync(new ExaminationSettings(_machine.Paths, time ?? TimeProvider.System, _machine.State) { IsQuick = isQuick, Plan = plan }, TestContext.Current.CancellationToken);

    private void SetGovernor(string governor)
    {
        foreach (var directory in new[] { "devices/system/cpu/cpu0/cpufreq", "devices/system/cpu/cpufreq/policy0" }.Select(d => Path.Combine(_machine.Sysfs.Root, d)))
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, "scaling_governor"), governor + "\n");
            File.WriteAllText(Path.Combine(directory, "scaling_driver"), "acpi-cpufreq\n");
        }
    }
}
