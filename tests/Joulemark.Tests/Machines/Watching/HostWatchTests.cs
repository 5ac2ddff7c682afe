using System.Globalization;
using Joulemark.Machines.Watching;
using Joulemark.Records;
using Xunit;
using static Joulemark.Tests.Machines.Watching.CpuWatchTests;

namespace Joulemark.Tests.Machines.Watching;

/// <summary>Memory that runs short, others that keep the CPUs busy, and a server that is another than before.</summary>
public sealed class HostWatchTests : IDisposable
{
    private const double ScanPause = 10; // the longest between two scans of all processes, whatever one costs here
    private readonly WatchFixture _host = new();

    [Theory]
    [InlineData(0.099, false)] // seconds stalled in the second
    [InlineData(0.101, true)]
    public void Pressure_AboveItsLimit_IsSeen(double stalled, bool isSeen)
    {
        using var watch = new MemoryWatch(_host.Paths);
        SetPressure(7);
        _host.Look(watch);
        SetPressure(7 + stalled);
        _host.Look(watch);
        SetPressure(7 + stalled);
        _host.Look(watch);
        Assert.Equal(isSeen, _host.Seen.Any(d => d.Code == Disturbance.MemoryPressure));
        if (isSeen)
            Assert.Equal((At(1), At(3)), (_host.Seen[0].Since, _host.Seen[0].Until));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(300, true)] // pages of at least 4 KiB
    public void Swapping_AboveItsLimit_IsSeen(int pages, bool isSeen)
    {
        using var watch = new MemoryWatch(_host.Paths);
        _host.Procfs.Write("vmstat", "nr_free_pages 5\npswpin 10\npswpout 20\n");
        _host.Look(watch);
        _host.Procfs.Write("vmstat", string.Create(CultureInfo.InvariantCulture, $"nr_free_pages 5\npswpin {10 + pages}\npswpout 20\n"));
        _host.Look(watch);
        Assert.Equal(isSeen, _host.Seen.Any(d => d.Message.Contains("swapped", StringComparison.Ordinal)));
    }

    [Fact]
    public void Others_ThatKeepTheCpusBusy_AreNamed_TheBusiestFirst()
    {
        using var watch = Background();
        _host.Procfs.SetProcess(500, "stress", cpuSeconds: 10).SetProcess(501, "backup", cpuSeconds: 1).SetProcess(502, "one").SetProcess(503, "two");
        _host.Look(watch, ScanPause);
        _host.Procfs.SetProcess(500, "stress", cpuSeconds: 19).SetProcess(501, "backup", cpuSeconds: 4).SetProcess(502, "one", cpuSeconds: 1).SetProcess(503, "two", cpuSeconds: 0.5);
        _host.Look(watch, ScanPause);
        var seen = Assert.Single(_host.Seen);
        Assert.Equal(Disturbance.BackgroundCpu, seen.Code);
        Assert.Contains("others kept 34 % of the CPUs busy: stress (process 500) 90 % of one, backup (process 501) 30 % of one, one (process 502) 10 % of one", seen.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("two", seen.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.9, false)] // of four CPUs 5 % are 2 s in ten
    [InlineData(2.1, true)]
    public void Others_AreSaidAboveTheLimitOnly(double busy, bool isSeen)
    {
        using var watch = Background();
        _host.Procfs.SetProcess(500, "stress");
        _host.Look(watch, ScanPause);
        _host.Procfs.SetProcess(500, "stress", cpuSeconds: busy);
        _host.Look(watch, ScanPause);
        Assert.Equal(isSeen, _host.Seen.Count > 0);
    }

    [Fact]
    public void Run_AndItsServer_AreNotOthers()
    {
        _host.UnderTest.Follow(700, isOwnChild: false);
        using var watch = Background();
        void Set(double cpu) => _host.Procfs
            .SetProcess(Environment.ProcessId, "joulemark", cpuSeconds: cpu).SetProcess(601, "its child", parent: Environment.ProcessId, cpuSeconds: cpu)
            .SetProcess(700, "server", cpuSeconds: cpu, group: 690, cgroup: "/system.slice/docker-abc.scope").SetProcess(701, "worker", parent: 700, cpuSeconds: cpu)
            .SetProcess(702, "shard", parent: 690, cpuSeconds: cpu, group: 690) // the launcher's other child
            .SetProcess(703, "sidecar", cpuSeconds: cpu, cgroup: "/system.slice/docker-abc.scope/sub");
        Set(0);
        _host.Look(watch, ScanPause);
        Set(10);
        _host.Look(watch, ScanPause);
        Assert.Empty(_host.Seen);
    }

    [Fact]
    public void Children_ThatComeAndGo_CountAsTheirParents_AndOnce()
    {
        using var watch = Background();
        _host.Procfs.SetProcess(500, "make");
        _host.Look(watch, ScanPause);
        _host.Procfs.SetProcess(501, "cc", parent: 500, cpuSeconds: 1);
        _host.Look(watch, ScanPause);
        Assert.Empty(_host.Seen);
        _host.Procfs.EndProcess(501).SetProcess(500, "make", waitedForSeconds: 5); // of which one was seen before
        _host.Look(watch, ScanPause);
        Assert.Contains("make (process 500) 40", Assert.Single(_host.Seen).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grandchildren_ThatEndWithTheirParent_CountOnce()
    {
        using var watch = Background();
        void Set(double worker) => _host.Procfs.SetProcess(500, "shell").SetProcess(501, "make", parent: 500).SetProcess(502, "cc", parent: 501, cpuSeconds: worker);
        Set(3000);
        _host.Look(watch, ScanPause);
        _host.Procfs.EndProcess(501).EndProcess(502).SetProcess(500, "shell", waitedForSeconds: 3004);
        _host.Look(watch, ScanPause);
        Assert.Contains("shell (process 500) 40", Assert.Single(_host.Seen).Message, StringComparison.Ordinal); // 4 s in ten, and no 3,004
    }

    [Fact]
    public void Parent_ThatWaitedForMoreThanAllCpusCanGive_IsNotSaidToHaveUsedIt()
    {
        using var watch = Background();
        _host.Procfs.SetProcess(500, "shell");
        _host.Look(watch, ScanPause);
        _host.Procfs.SetProcess(500, "shell", waitedForSeconds: 3004); // of children that no scan ever saw as its own
        _host.Look(watch, ScanPause);
        Assert.Empty(_host.Seen);
    }

    [Fact]
    public void Parents_ThatWaitedForMoreThanAllCpusCanGiveTogether_AreSaidToHaveUsedTheirOwnAlone()
    {
        using var watch = Background();
        _host.Procfs.SetProcess(500, "shell").SetProcess(501, "make");
        _host.Look(watch, ScanPause);
        _host.Procfs.SetProcess(500, "shell", waitedForSeconds: 40).SetProcess(501, "make", cpuSeconds: 3, waitedForSeconds: 40); // of four CPUs, in ten seconds
        _host.Look(watch, ScanPause);
        Assert.Equal("others kept 7 % of the CPUs busy: make (process 501) 30 % of one", Assert.Single(_host.Seen).Message.Replace("8 %", "7 %", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("others kept 887 % of the CPUs busy: bash (process 19778) 1,733 % of one", "others kept the CPUs busy; by how much and who it was cannot be told, as the record says 887 % of all CPUs, which cannot be")]
    [InlineData("others kept 1,240 % of the CPUs busy: bash (process 19778) 2,480 % of one", "others kept the CPUs busy; by how much and who it was cannot be told, as the record says 1,240 % of all CPUs, which cannot be")]
    [InlineData("others kept 100 % of the CPUs busy: bash (process 19778) 200 % of one", "others kept 100 % of the CPUs busy: bash (process 19778) 200 % of one")]
    public void Share_ThatCannotBe_OfAnOlderRecord_IsNoFigure(string recorded, string said)
    {
        var seen = new Disturbance { Code = Disturbance.BackgroundCpu, Subject = "cpu", Message = recorded, Number = 1, Since = At(1), Until = At(2) };
        Assert.Equal(said, Assert.Single(Disturbance.Of([seen.ToEvent(At(2))])).Message);
    }

    [Fact]
    public void Server_WhoseProcessIsReplaced_IsSaidOnce()
    {
        using var watch = new ServerProcessWatch(_host.Paths, _host.UnderTest);
        _host.Procfs.SetProcess(700, "server", startTime: 100);
        _host.UnderTest.Follow(700, isOwnChild: false);
        _host.Look(watch);
        _host.Look(watch);
        Assert.Empty(_host.Seen);
        _host.Procfs.EndProcess(700);
        _host.Look(watch);
        _host.Look(watch);
        Assert.Contains("process 700 is gone", Assert.Single(_host.Seen).Message, StringComparison.Ordinal);
        Assert.Equal(Disturbance.ServerRestarted, _host.Seen[0].Code);
    }

    [Fact]
    public void Server_WhoseNumberAnotherProcessHas_IsGone()
    {
        using var watch = new ServerProcessWatch(_host.Paths, _host.UnderTest);
        _host.Procfs.SetProcess(700, "server", startTime: 100);
        _host.UnderTest.Follow(700, isOwnChild: false);
        _host.Look(watch);
        _host.Procfs.SetProcess(700, "server", startTime: 200);
        _host.Look(watch);
        Assert.Contains("another has its number", Assert.Single(_host.Seen).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_ThatTheRunStopped_IsNotMissed()
    {
        using var watch = new ServerProcessWatch(_host.Paths, _host.UnderTest);
        _host.Procfs.SetProcess(700, "server").SetProcess(800, "next server");
        _host.UnderTest.Follow(700, isOwnChild: false);
        _host.Look(watch);
        _host.UnderTest.RootProcess = null;
        _host.Procfs.EndProcess(700);
        _host.Look(watch);
        _host.UnderTest.Follow(800, isOwnChild: false);
        _host.Look(watch);
        Assert.Empty(_host.Seen);
    }

    public void Dispose() => _host.Dispose();

    private BackgroundWatch Background() => new(_host.Paths, new ProcessOwners(_host.Paths, _host.UnderTest), 0.05);

    private void SetPressure(double seconds) => _host.Procfs.Write("pressure/memory", string.Create(CultureInfo.InvariantCulture,
        $"some avg10=0.00 avg60=0.00 avg300=0.00 total={seconds * 1e6:0}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"));
}
