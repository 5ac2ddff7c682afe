using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Leases;
using Joulemark.Metrology;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Machines.Leases;

public sealed class RunLockTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("joulemark-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly List<Diagnostic> _said = [];

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
        var waiting = RunLock.TakeAsync(Paths, "run spec.yaml", new MonotonicClock(_time), wait: true, _said.Add, stop.Token);

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
        using var other = Joulemark.Machines.Linux.LockedFile.TryLock(RunLock.PathOf(Paths), create: true, forEveryone: true, out _)!;
        other.Write("{ not json");

        var e = await Assert.ThrowsAsync<JoulemarkException>(() => TakeAsync(wait: false));
        Assert.Contains("another run measures", e.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Path_OfAnotherTree_IsAnotherMachines()
    {
        Assert.Equal(Path.Combine(_state, "joulemark.lock"), RunLock.PathOf(Paths));
        Assert.NotEqual(RunLock.PathOf(Paths), RunLock.PathOf(Paths with { Sysfs = "/tmp/sys" }));
        Assert.NotEqual(RunLock.PathOf(Paths with { Sysfs = "/tmp/a" }), RunLock.PathOf(Paths with { Sysfs = "/tmp/b" }));
    }

    /// <summary>The lock as another process holds it: the kernel's is of an open file, so this very process can play it.</summary>
    private Joulemark.Machines.Linux.LockedFile OtherProcess()
    {
        var file = Joulemark.Machines.Linux.LockedFile.TryLock(RunLock.PathOf(Paths), create: true, forEveryone: true, out _);
        Assert.SkipWhen(file is null, "needs Linux's file locks");
        file.Write("""{ "owner": { "pid": 999999999, "start_ticks": 1, "boot": "b" }, "run": "20261125T000000Z-theirs", "since": "2026-11-25T01:02:03+00:00" }""");
        return file;
    }

    private Task<RunLock> TakeAsync(bool wait, HostPaths? paths = null) =>
        RunLock.TakeAsync(paths ?? Paths, "run spec.yaml", new MonotonicClock(_time), wait, _said.Add, TestContext.Current.CancellationToken);
}
