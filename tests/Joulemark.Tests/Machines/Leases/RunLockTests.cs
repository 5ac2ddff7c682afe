using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Leases;
using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Testing.Devices;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Machines.Leases;

public sealed class RunLockTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("joulemark-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly List<Diagnostic> _said = [];
    private readonly List<Diagnostic> _sharing = []; // said in a container, which these tests may run in

    private HostPaths Paths => new() { State = _state };

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task Lock_HeldByAnother_IsRefused_WithWho()
    {
        using var other = OtherProcess();

        var e = await Assert.ThrowsAsync<JoulemarkException>(() => TakeAsync(wait: false));

        Assert.Equal(ExitCode.Invalid, e.ExitCode);
        Assert.Equal("JM6040", e.Diagnostics[0].Id);
        Assert.Contains("20261125T000000Z-theirs (process 999999999, begun 2026-11-25 01:02:03 UTC)", e.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lock_OfAnother_IsWaitedFor_AndSaidOnce()
    {
        var other = OtherProcess();
        var waiting = TakeAsync(wait: true);
        for (var i = 0; i < 5; i++)
            _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.False(waiting.IsCompleted);
        Assert.Equal("JM6042", Assert.Single(_said).Id);

        other.Dispose();
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        (await waiting).Dispose();
    }

    [Fact]
    public async Task Waiting_CanBeInterrupted()
    {
        using var other = OtherProcess();
        using var stop = new CancellationTokenSource();
        var waiting = RunLock.TakeAsync(Paths, "run spec.yaml", new MonotonicClock(_time), wait: true, Say, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Lock_OfAnAncestor_LetsThrough()
    {
        using var ours = await TakeAsync(wait: false); // this process, which is the nearest of its own ancestors
        using var nested = await TakeAsync(wait: false);
        Assert.Empty(_said);
    }

    [Fact]
    public async Task Lock_ThatCannotBeMade_IsAWarning()
    {
        var file = Path.Combine(_state, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        using var free = await TakeAsync(wait: false, paths: Paths with { State = Path.Combine(file, "below") });

        Assert.Equal("JM6041", Assert.Single(_said).Id);
    }

    [Fact]
    public async Task Holder_ThatCannotBeRead_StillHolds()
    {
        using var other = LockedFile.TryLock(RunLock.PathOf(Paths), LockedFile.ForEveryone, out _)!;
        other.Write("{ not json");

        var e = await Assert.ThrowsAsync<JoulemarkException>(() => TakeAsync(wait: false));
        Assert.Contains("another run measures", e.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Path_OfAnotherTree_IsAnotherMachines()
    {
        Assert.Equal("/run/lock/joulemark.lock", RunLock.PathOf(Paths with { Locks = "/run/lock" }));
        Assert.NotEqual(RunLock.PathOf(Paths), RunLock.PathOf(Paths with { Sysfs = "/tmp/sys" }));
        Assert.NotEqual(RunLock.PathOf(Paths with { Sysfs = "/tmp/a" }), RunLock.PathOf(Paths with { Sysfs = "/tmp/b" }));
    }

    [Fact]
    public void Path_InAHomeThatMachinesShare_IsOfThisStartOfThisOne() =>
        Assert.Equal(Path.Combine(_state, $"joulemark-{LeaseOwner.Own.Boot![..8]}.lock"), RunLock.PathOf(Paths));

    [Fact]
    public void Path_OfThisMachinesTreesUnderOtherNames_IsTheSame()
    {
        // As a container has the host's; links stand for the mounts.
        Assert.SkipUnless(File.Exists("/sys/kernel/uevent_seqnum") && LeaseOwner.Own.Boot is not null, "needs Linux's sysfs");
        var (sys, proc) = (Path.Combine(_state, "sys"), Path.Combine(_state, "proc"));
        Directory.CreateSymbolicLink(sys, "/sys");
        Directory.CreateSymbolicLink(proc, "/proc");
        var inside = Paths with { Sysfs = sys, Procfs = proc };

        Assert.Equal(RunLock.PathOf(Paths), RunLock.PathOf(inside));
        Assert.Equal(("/sys", "/proc"), inside.Common);
        Assert.Equal((sys, proc), inside.Of("/sys", "/proc", "none") is { } seen ? (seen.Sysfs, seen.Procfs) : default);
        Assert.Equal("/tmp/fake", inside.Of("/tmp/fake", "/proc", "none").Sysfs); // another machine stays another
        using var files = new FakeProcfs();
        Assert.Equal("/sys", (Paths with { Procfs = files.Root }).Of("/sys", "/proc", "none").Sysfs);
    }

    [Theory]
    [InlineData("1777", "0755", "first")]
    [InlineData("0755", "1777", "second")] // Fedora's /run/lock is root's alone, and root must look where the others do
    [InlineData("0777", "1777", "second")] // where all may remove all files, nobody holds a lock for sure
    [InlineData("0755", "0755", null)]
    public void Place_IsOneForAllUsers(string first, string second, string? expected)
    {
        string Make(string name, string mode)
        {
            var path = Path.Combine(_state, name);
            Directory.CreateDirectory(path);
            if (OperatingSystem.IsLinux())
                File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
            return path;
        }

        Assert.SkipUnless(OperatingSystem.IsLinux(), "modes are Linux's");
        Assert.Equal(expected is null ? null : Path.Combine(_state, expected), LockPlace.Find(Path.Combine(_state, "none"), Make("first", first), Make("second", second)));
    }

    [Fact]
    public async Task Lock_ThatOtherUsersDoNotSee_IsAWarning()
    {
        using var taken = await TakeAsync(wait: false, paths: Paths with { LocksAreShared = false });
        Assert.Equal(("JM6043", DiagnosticSeverity.Warning), (_said[0].Id, _said[0].Severity));
    }

    [Fact]
    public async Task Lock_InAContainerOfItsOwn_IsSaid()
    {
        using var procfs = new FakeProcfs();
        procfs.Write("self/cgroup", "0::/system.slice/docker-0123.scope\n");
        procfs.Write("self/mountinfo", "1 0 0:1 / / rw - overlay overlay rw\n2 1 0:2 / /run rw - tmpfs tmpfs rw\n");
        var paths = Paths with { Procfs = procfs.Root, Root = _state };
        using (await TakeAsync(wait: false, paths: paths with { Locks = Path.Combine(_state, "own") }))
            Assert.Contains("its own", Assert.Single(_sharing).Message, StringComparison.Ordinal);
        _sharing.Clear();

        procfs.Write("self/mountinfo", $"1 0 0:1 / / rw - overlay overlay rw\n2 1 0:2 / {_state}/own rw shared:1 - tmpfs tmpfs rw\n");
        using (await TakeAsync(wait: false, paths: paths with { Locks = Path.Combine(_state, "own") }))
            Assert.Empty(_sharing);
    }

    [Theory]
    [InlineData("/run/lock", true)]
    [InlineData("/var/lib/joulemark", true)]
    [InlineData("/var/lib/joulemark/below", true)]
    [InlineData("/var/lib/joulemarks", false)]
    [InlineData("/run/user/0", false)]
    [InlineData("/tmp", false)]
    public void Mounts_OfAContainer_AreToldFromItsOwn(string directory, bool expected)
    {
        const string Table = "21 20 0:42 / / rw,relatime - overlay overlay rw,lowerdir=/x\n22 21 0:43 / /run rw - tmpfs tmpfs rw\n23 22 0:25 / /run/lock rw shared:5 - tmpfs tmpfs rw\n24 21 8:1 /var/lib/joulemark /var/lib/joulemark rw - ext4 /dev/sda1 rw\n";
        Assert.Equal(expected, LockSharing.IsMounted(Table, directory));
    }

    [Fact]
    public void Link_InTheLocksPlace_IsNotFollowed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's file locks");
        var victim = Path.Combine(_state, "victim");
        var link = Path.Combine(_state, "link");
        File.WriteAllText(victim, "untouched");
        File.CreateSymbolicLink(link, victim);
        Assert.Null(LockedFile.TryLock(link, LockedFile.ForEveryone, out var failure));
        Assert.Contains("ELOOP", failure!.Message, StringComparison.Ordinal);

        var nowhere = Path.Combine(_state, "nowhere");
        File.Delete(link);
        File.CreateSymbolicLink(link, nowhere);
        Assert.Null(LockedFile.TryLock(link, LockedFile.ForEveryone, out _));
        Assert.False(File.Exists(nowhere));
    }

    [Fact]
    public void File_ThatIsMade_IsForEveryone_WhateverTheMask()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's file locks");
        var path = Path.Combine(_state, "made");
        using (LockedFile.TryLock(path, LockedFile.ForEveryone, out _))
            Assert.Equal(LockedFile.ForEveryone, Mode(path));
    }

    [Fact]
    public async Task Holder_OfAnotherUsersMaking_CannotWriteToTheTerminal()
    {
        using var other = OtherProcess();
        other.Write("""{ "owner": { "pid": 999999999, "start_ticks": 1, "boot": "b" }, "run": "\u001b[2Jrun", "since": "2026-11-25T01:02:03+00:00" }""");
        var e = await Assert.ThrowsAsync<JoulemarkException>(() => TakeAsync(wait: false));
        Assert.DoesNotContain('\u001b', e.Diagnostics[0].Message);
    }

    /// <summary>The lock as another process holds it: the kernel's is of an open file, so this very process can play it.</summary>
    private LockedFile OtherProcess()
    {
        var file = LockedFile.TryLock(RunLock.PathOf(Paths), LockedFile.ForEveryone, out _);
        Assert.SkipWhen(file is null, "needs Linux's file locks");
        file.Write("""{ "owner": { "pid": 999999999, "start_ticks": 1, "boot": "b" }, "run": "20261125T000000Z-theirs", "since": "2026-11-25T01:02:03+00:00" }""");
        return file;
    }

    private void Say(Diagnostic diagnostic) => (diagnostic.Id == "JM6044" ? _sharing : _said).Add(diagnostic);

    private Task<RunLock> TakeAsync(bool wait, HostPaths? paths = null) =>
        RunLock.TakeAsync(paths ?? Paths, "run spec.yaml", new MonotonicClock(_time), wait, Say, TestContext.Current.CancellationToken);

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
