using System.Collections.Concurrent;
using System.Diagnostics;
using Joulemark.Diagnostics;
using Joulemark.Machines.Watching;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Machines.Watching;

/// <summary>The watch on its real threads: it sees what changes, ends, and neither a hang nor a fault of its own stops anything.</summary>
public sealed class MachineWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly WatchFixture _host = new();
    private readonly BlockingCollection<(Disturbance Disturbance, bool IsNew)> _seen = [];
    private readonly BlockingCollection<Diagnostic> _reports = [];

    [Fact]
    public void Change_WhileItWatches_IsSeen_AndOneThatIsMeantIsNot()
    {
        const string Governor = "devices/system/cpu/cpu0/cpufreq/scaling_governor";
        _host.Sysfs.Write(Governor, "performance").Write("devices/system/cpu/cpufreq/boost", "1");
        using var watch = Start(_host);
        WaitForFirstLook();
        using (watch.ChangeSettings())
            _host.Sysfs.Write(Governor, "schedutil");
        watch.LookSoon();
        _host.Procfs.Write("pressure/memory", "some total=99000000\n");
        watch.LookSoon();
        while (Next().Until is null) // no governor among them, and two looks are over: the first took it as it is
            watch.LookSoon();
        _host.Sysfs.Write(Governor, "powersave");
        watch.LookSoon();
        var seen = Next(Disturbance.GovernorChanged);
        Assert.Contains("from schedutil to powersave", seen.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Driver_ThatHangs_IsSaidOnce_AndHoldsNothingUp()
    {
        Assert.SkipUnless(FakeNvml.Unavailable is null, FakeNvml.Unavailable ?? "");
        using var nvml = new FakeNvml();
        nvml.AddBoard();
        var hangs = nvml.LibraryPath + ".hangs";
        File.WriteAllText(hangs, "");
        nvml.SetBoard(0, "hang.nvmlDeviceGetComputeRunningProcesses_v3", hangs);
        using var host = new WatchFixture { NvmlLibrary = nvml.LibraryPath };
        var watch = Start(host);
        try
        {
            Assert.True(_reports.TryTake(out var report, Patience));
            Assert.Equal("JM6050", report.Id);
            watch.LookSoon();
        }
        finally
        {
            var began = Stopwatch.GetTimestamp();
            watch.Dispose();
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 30); // it does not wait for what does not come back
            File.Delete(hangs);
        }
    }

    [Fact]
    public void Dispose_EndsWhatLasts()
    {
        using (var watch = Start(_host))
        {
            WaitForFirstLook();
            _host.Procfs.Write("pressure/memory", "some total=990000000\n");
            watch.LookSoon();
            Assert.Null(Next(Disturbance.MemoryPressure).Until);
        }

        Assert.NotNull(Next(Disturbance.MemoryPressure).Until);
    }

    public void Dispose()
    {
        _host.Dispose();
        _seen.Dispose();
        _reports.Dispose();
    }

    private MachineWatch Start(WatchFixture host)
    {
        host.Procfs.Write("pressure/memory", "some total=0\n");
        var watch = new MachineWatch(host.Paths, host.UnderTest, new MonotonicClock(TimeProvider.System), 0.05, (d, _, isNew) => _seen.Add((d, isNew)), _reports.Add);
        watch.Start();
        return watch;
    }

    /// <summary>A watch that has told of a stall has looked before, at how things should be.</summary>
    private void WaitForFirstLook()
    {
        var stalled = 0L;
        while (_seen.Count == 0)
        {
            _host.Procfs.Write("pressure/memory", $"some total={stalled += 9_000_000}\n");
            Assert.True(stalled < 9_000_000L * 10_000, "it does not look");
            Thread.Sleep(20);
        }

        _seen.Take();
        while (true) // and until that stall is over
        {
            if (Next(Disturbance.MemoryPressure).Until is not null)
                return;
        }
    }

    private Disturbance Next(string? code = null)
    {
        while (true)
        {
            Assert.True(_seen.TryTake(out var seen, Patience), "nothing was seen");
            Assert.True(code is not null || seen.Disturbance.Code == Disturbance.MemoryPressure, seen.Disturbance.Message);
            if (code is null || seen.Disturbance.Code == code)
                return seen.Disturbance;
        }
    }
}
