using Joulemark.Checkup;
using Xunit;

namespace Joulemark.Tests.Checkup;

public sealed class CpuChecksTests : IDisposable
{
    private readonly Surroundings _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("performance", "acpi-cpufreq", "Pass")]
    [InlineData("powersave", "acpi-cpufreq", "Fail")]
    [InlineData("powersave", "intel_pstate", "Warn")] // there it is the hardware's own choice, and not the lowest clock
    [InlineData("powersave", "amd-pstate-epp", "Warn")]
    [InlineData("schedutil", "acpi-cpufreq", "Warn")]
    [InlineData("ondemand", "acpi-cpufreq", "Warn")]
    [InlineData("performance,powersave", "acpi-cpufreq", "Fail")]
    public void Governor_ByItsNameAndDriver(string governor, string driver, string status)
    {
        var finding = _machine.With("cpu.governor", governor).With("cpu.driver", driver).Look("cpu-governor")!;
        Assert.Equal(status, finding.Status.ToString());
        Assert.Contains(governor, finding.Value, StringComparison.Ordinal);
        Assert.Equal("test", finding.Source);
        Assert.Equal(status != "Pass", finding.Remedy is not null);
    }

    [Fact]
    public void Governor_ThatIsNotToBeSeen_IsUnknown() => Assert.Equal(CheckStatus.Unknown, _machine.Look("cpu-governor")!.Status);

    [Theory]
    [InlineData("cpu-energy-preference", "cpu.energy-preference", "performance", "Pass")]
    [InlineData("cpu-energy-preference", "cpu.energy-preference", "balance_performance", "Pass")]
    [InlineData("cpu-energy-preference", "cpu.energy-preference", "balance_power", "Warn")]
    [InlineData("cpu-energy-preference", "cpu.energy-preference", "performance,power", "Warn")]
    [InlineData("cpu-turbo", "cpu.turbo", "off", "Pass")]
    [InlineData("cpu-turbo", "cpu.turbo", "on", "Warn")]
    [InlineData("cpu-threads", "cpu.smt", "on", "Pass")]
    [InlineData("cpu-temperature", "temperature.cpu-c", "45", "Pass")]
    [InlineData("cpu-temperature", "temperature.cpu-c", "88", "Warn")]
    [InlineData("numa", "numa.nodes", "1", "Pass")]
    public void Fact_ThatIsKnown_IsJudged(string id, string key, string value, string status) =>
        Assert.Equal(status, _machine.With(key, value).Look(id)!.Status.ToString());

    [Fact]
    public void Nodes_MoreThanOne_AskForABinding()
    {
        _machine.With("numa.nodes", "2");
        Assert.Equal(CheckStatus.Pass, _machine.Look("numa")!.Status); // no server yet
        Assert.Equal(CheckStatus.Warn, _machine.LookPlanned("numa")!.Status);
        Assert.Equal(CheckStatus.Pass, _machine.LookPlanned("numa", "controls.cpu.affinity.memory=0")!.Status);
    }
}
