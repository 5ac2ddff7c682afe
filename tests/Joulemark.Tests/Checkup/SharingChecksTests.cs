using System.Globalization;
using Joulemark.Checkup;
using Xunit;

namespace Joulemark.Tests.Checkup;

public sealed class SharingChecksTests : IDisposable
{
    private readonly Surroundings _machine = new();

    public SharingChecksTests() => _machine.Procfs.SetCpu("Intel(R) Xeon(R) Platinum 8480C", 4).SetMemory(64L << 30).SetCpuTime(0);

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(0.01, true, "Pass")]
    [InlineData(0.1, true, "Warn")]
    [InlineData(0.5, true, "Fail")] // a window like this is not valid
    [InlineData(0.5, false, "Warn")] // their joules are not in the server's share
    public void BackgroundCpu_ByItsShareAndTheBoundary(double share, bool countsTheMachine, string status)
    {
        if (countsTheMachine)
            _machine.Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0");
        _machine.BackgroundCpu = share;
        var finding = _machine.Look("background-cpu")!;
        Assert.Equal(status, finding.Status.ToString());
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %"), finding.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void BackgroundCpu_ThatIsNotKnown_IsUnknown() => Assert.Equal(CheckStatus.Unknown, _machine.Look("background-cpu")!.Status);

    [Fact]
    public void OtherUsers_AreCounted_AndNeitherWeNorTheSystem()
    {
        AddProcess("self", 1000, "joulemark");
        AddProcess("100", 1000, "joulemark");
        AddProcess("1", 0, "init");
        AddProcess("200", 65534, "nobodys");
        Assert.Equal((CheckStatus.Pass, "none"), (_machine.Look("other-users") is { } f ? (f.Status, f.Value) : default));
        AddProcess("300", 1001, "python3");
        AddProcess("301", 1001, "python3");
        Assert.Equal((CheckStatus.Warn, "user 1001: 2 processes (python3)"), (_machine.Look("other-users") is { } g ? (g.Status, g.Value) : default));
    }

    [Fact]
    public void OtherUsers_WithoutOurOwn_AreUnknown() => Assert.Equal(CheckStatus.Unknown, _machine.Look("other-users")!.Status);

    [Theory]
    [InlineData("cpu-limit", "cgroup.cpu-quota", "none", "Pass", "none")]
    [InlineData("cpu-limit", "cgroup.cpu-quota", "2", "Warn", "2 CPUs")]
    [InlineData("memory-limit", "cgroup.memory-limit-gib", "none", "Pass", "none")]
    [InlineData("memory-limit", "cgroup.memory-limit-gib", "16", "Warn", "16 GiB")]
    public void Limits_OfTheControlGroup_AreSaid(string id, string key, string value, string status, string shown)
    {
        var finding = _machine.With(key, value).Look(id)!;
        Assert.Equal((status, shown), (finding.Status.ToString(), finding.Value));
    }

    [Fact]
    public void CpuSet_ThatIsAPart_SaysHowMuch() =>
        Assert.Equal("2 of 8: the rest is others'", _machine.With("process.affinity", "0-1").With("cpu.logical", "8").Look("cpu-set")!.Detail);

    [Theory]
    [InlineData("SwapTotal: 1048576 kB\nSwapFree: 1048576 kB\n", "Pass")]
    [InlineData("SwapTotal: 0 kB\nSwapFree: 0 kB\n", "Pass")]
    [InlineData("SwapTotal: 1048576 kB\nSwapFree: 524288 kB\n", "Warn")]
    [InlineData("MemTotal: 1 kB\n", "Unknown")]
    public void Swap_InUse_IsSaid(string meminfo, string status)
    {
        File.WriteAllText(Path.Combine(_machine.Procfs.Root, "meminfo"), meminfo);
        Assert.Equal(status, _machine.Look("swap")!.Status.ToString());
    }

    private void AddProcess(string pid, int user, string name)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_machine.Procfs.Root, pid)).FullName;
        File.WriteAllText(Path.Combine(directory, "status"), string.Create(CultureInfo.InvariantCulture, $"Name:\t{name}\nUid:\t{user}\t{user}\t{user}\t{user}\n"));
        File.WriteAllText(Path.Combine(directory, "comm"), name + "\n");
    }
}
