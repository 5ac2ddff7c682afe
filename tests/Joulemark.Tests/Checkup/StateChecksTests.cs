using Joulemark.Checkup;
using Joulemark.Machines.Leases;
using Joulemark.Metrology;
using Xunit;

namespace Joulemark.Tests.Checkup;

public sealed class StateChecksTests : IDisposable
{
    private readonly Surroundings _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Leases_OfNoRun_Pass() => Assert.Equal((CheckStatus.Pass, "none"), (_machine.Look("leases") is { } f ? (f.Status, f.Value) : default));

    [Fact]
    public void Lease_OfARunThatGoesOn_IsSaid()
    {
        using var lease = Take();
        Assert.Equal(CheckStatus.Warn, _machine.Look("leases")!.Status);
    }

    [Fact]
    public void Lease_OfARunThatIsGone_Fails_WithTheWayBack()
    {
        Take().Dispose();
        var finding = _machine.Look("leases")!;
        Assert.Equal((CheckStatus.Fail, "1"), (finding.Status, finding.Value));
        Assert.Contains(LeaseRestorer.Command, finding.Remedy, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(new LeaseStore(_machine.Paths).Directory)); // looked at only
    }

    [Fact]
    public async Task RunLock_OfAnotherRun_Fails_AndIsNotTaken()
    {
        Assert.Equal(CheckStatus.Pass, _machine.Look("run-lock")!.Status);
        using (await RunLock.TakeAsync(_machine.Paths, "quickstart", new MonotonicClock(TimeProvider.System), wait: false, _ => { }, TestContext.Current.CancellationToken))
            Assert.Equal((CheckStatus.Fail, "yes, quickstart"), (_machine.Look("run-lock") is { } f ? (f.Status, f.Value) : default));
        Assert.Equal(CheckStatus.Pass, _machine.Look("run-lock")!.Status); // its file stays, its lock does not
    }

    [Fact]
    public void Directories_ThatCanBeMade_Pass_AndAreNotMade()
    {
        _machine.Runs = Path.Combine(_machine.State, "not/yet");
        Assert.Equal(CheckStatus.Pass, _machine.Look("runs-directory")!.Status);
        Assert.Equal(CheckStatus.Pass, _machine.Look("state-directory")!.Status);
        Assert.False(Directory.Exists(_machine.Runs));
        Assert.Empty(Directory.GetFileSystemEntries(_machine.State)); // what was tried is gone
        Assert.Contains("GiB", _machine.Look("disk-space")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_WhereNothingCanBeMade_Fails_ForRootToo()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "needs /proc");
        _machine.Runs = "/proc/joulemark/runs";
        var finding = _machine.Look("runs-directory")!;
        Assert.Equal(CheckStatus.Fail, finding.Status);
        Assert.NotEmpty(finding.Detail!);
    }

    [Fact]
    public void Directory_BelowAFile_Fails()
    {
        File.WriteAllText(Path.Combine(_machine.State, "file"), "");
        _machine.Runs = Path.Combine(_machine.State, "file/runs");
        Assert.Equal(CheckStatus.Fail, _machine.Look("runs-directory")!.Status);
    }

    private HeldLease Take() => new LeaseStore(_machine.Paths).Take(new Lease
    {
        Control = "cpu.governor", Target = "devices/system/cpu/cpufreq/policy0/scaling_governor", Label = "policy0", Original = "powersave", Wanted = ["performance"],
        Run = "20261125T000000Z-t-0000", Owner = LeaseOwner.Own, Sysfs = _machine.Sysfs.Root, Procfs = _machine.Procfs.Root, NvmlLibrary = "no-such-library", Since = DateTimeOffset.UnixEpoch,
    });
}
