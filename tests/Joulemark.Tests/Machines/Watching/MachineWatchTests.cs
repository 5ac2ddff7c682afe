using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Watching;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Machines.Watching;

/// <summary>The watch on its real threads: it sees what changes, and ends.</summary>
public sealed class MachineWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly WatchFixture _host = new();
    private readonly BlockingCollection<(Disturbance Disturbance, bool IsNew)> _seen = [];
    private readonly BlockingCollection<Diagnostic> _reports = [];
    private long _stalled;

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
        Stall();
        watch.LookSoon();
        while (Next().Until is null) // no governor among them, and two looks are over: the first took it as it is
            watch.LookSoon();
        _host.Sysfs.Write(Governor, "powersave");
        watch.LookSoon();
        var seen = Next(Disturbance.GovernorChanged);
        Assert.Contains("from schedutil to powersave", seen.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_EndsWhatLasts()
    {
        using (var watch = Start(_host))
        {
            WaitForFirstLook();
            Stall();
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
        var began = Stopwatch.GetTimestamp();
        while (_seen.Count == 0)
        {
            Stall();
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "it does not look");
            Thread.Sleep(20);
        }

        _seen.Take();
        while (true) // and until that stall is over
        {
            if (Next(Disturbance.MemoryPressure).Until is not null)
                return;
        }
    }

    /// <summary>Work has stood still for a day, which no time between two looks is too long for.</summary>
    private void Stall() => _host.Procfs.Write("pressure/memory", string.Create(CultureInfo.InvariantCulture, $"some total={_stalled += 86_400_000_000}\n"));

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
