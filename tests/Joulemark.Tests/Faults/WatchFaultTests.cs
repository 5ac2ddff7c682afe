using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Nvidia;
using Joulemark.Machines.Watching;
using Joulemark.Metering.Nvml;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Testing.Devices;
using Joulemark.Tests.Metering;
using Xunit;

namespace Joulemark.Tests.Faults;

/// <summary>
/// A machine that is disturbed, through the watch to the verdict. Windows are from 14 to 24, 27 to 37 and 40 to 50 s, idle
/// with the server up from 7 to 11 s. The joules are right all the same: it is what they are of that is not.
/// </summary>
public sealed class WatchFaultTests : IDisposable
{
    private const string Cpus = "devices/system/cpu";
    private readonly TestHost _host = new();
    private readonly FaultCourse _course = new();
    private readonly FaultRun _run;
    private readonly FakeNvml _library;

    public WatchFaultTests()
    {
        Assert.SkipUnless(FakeNvml.Unavailable is null, FakeNvml.Unavailable ?? "");
        _library = new FakeNvml();
        _host.NvmlLibrary = _library.LibraryPath;
        _library.AddBoard();
        _library.SetWaveform(0, _course.Power);
        _library.SetBoard(0, "processes", "700:1");
        _library.SetBoard(0, "samples", "");
        _library.SetBoard(0, "reasons", "0");
        _host.Procfs.SetProcess(2, "kthreadd", parent: 0).SetProcess(700, "server").SetProcess(4242, "python3");
        _host.Sysfs.Write($"{Cpus}/cpu0/cpufreq/scaling_governor", "performance").Write($"{Cpus}/cpu0/cpufreq/scaling_max_freq", "3000000").Write($"{Cpus}/cpufreq/boost", "1");
        _host.SystemUnderTest.Follow(700, isOwnChild: false);
        var paths = _host.ToHost().Paths;
        _library.AddBoard(); // it is not counted
        _library.SetBoard(1, "processes", "");
        _library.SetBoard(1, "samples", "");
        _run = new FaultRun(_host, _course, Boundary.Gpu, _library.SetClock) { Gpus = ["0"] };
        _run.Watch(clock => new GpuProcessWatch(NvmlProcesses.TryOpen(paths)!, new ProcessOwners(paths, _host.SystemUnderTest), clock, Report, place => _run.Record(place.ToEvent())), 0.25)
            .Watch(_ => new CpuSettingsWatch(paths), 1)
            .Watch(_ => new ServerProcessWatch(paths, _host.SystemUnderTest), 1);
    }

    public void Dispose()
    {
        _run?.Dispose();
        _library?.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Machine_WithNothingWrong_IsRight() => Play().IsRight();

    [Theory]
    [InlineData(18, 18.6, true)]
    [InlineData(8, 8.6, true)] // in the idle baseline, which net figures stand on
    [InlineData(2, 60, true)]
    [InlineData(24.6, 26, false)] // between two windows
    [InlineData(51, 60, false)]
    public void GpuProcess_InAWindowOrABaseline_IsMarked(double from, double to, bool isMarked)
    {
        _run.At(from, () => _library.SetBoard(0, "processes", "700:1 4242:1")).At(Math.Min(to, FaultCourse.Length - 1), () => _library.SetBoard(0, "processes", "700:1"));
        Judge(isMarked, "foreign-gpu-process");
    }

    [Theory]
    [InlineData(18.55, true)]
    [InlineData(25.6, false)]
    public void GpuProcess_ThatNoLookSees_IsMarkedByTheDriversSamples(double at, bool isMarked)
    {
        _run.At(at, () => _library.SetBoard(0, "samples", string.Create(CultureInfo.InvariantCulture,
            $"{(_host.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMicroseconds:0}:5555:80"))); // it has left procfs as well
        Judge(isMarked, "foreign-gpu-process");
    }

    [Theory]
    [InlineData(2, 60, true)]
    [InlineData(29.3, 29.9, true)]
    [InlineData(8, 8.6, true)] // in the idle baseline
    [InlineData(24.6, 26, false)]
    public void Server_OnABoardThatIsNotCounted_IsMarked(double from, double to, bool isMarked)
    {
        _run.At(from, () => _library.SetBoard(1, "processes", "700:1")).At(Math.Min(to, FaultCourse.Length - 1), () => _library.SetBoard(1, "processes", ""));
        Judge(isMarked, "server-off-boards");
    }

    [Fact]
    public void Server_OnNoBoardThatIsCounted_IsMarked()
    {
        _library.SetBoard(0, "processes", "");
        Judge(true, "server-off-boards");
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(25.5, true)] // between two windows: they are of two machines
    [InlineData(52, false)]
    public void Governor_ChangedBehindOurBack_IsMarked(double at, bool isMarked)
    {
        _run.At(at, () => _host.Sysfs.Write($"{Cpus}/cpu0/cpufreq/scaling_governor", "powersave"));
        Judge(isMarked, "governor-changed");
    }

    [Fact]
    public void Turbo_TurnedOff_IsMarked()
    {
        _run.At(20, () => _host.Sysfs.Write($"{Cpus}/cpufreq/boost", "0"));
        Judge(true, "turbo-changed");
    }

    [Fact]
    public void FrequencyBound_Lowered_IsMarked()
    {
        _run.At(20, () => _host.Sysfs.Write($"{Cpus}/cpu0/cpufreq/scaling_max_freq", "2000000"));
        Judge(true, "cpu-limit-changed");
    }

    [Theory]
    [InlineData(16, 19, true)]
    [InlineData(25, 26, false)]
    public void Board_SlowedDownByHeat_IsMarked(double from, double to, bool isMarked)
    {
        _run.At(from, () => _library.SetBoard(0, "reasons", "0x20")).At(to, () => _library.SetBoard(0, "reasons", "0"));
        Judge(isMarked, "throttled");
    }

    [Fact]
    public void PowerLimit_Lowered_IsMarked()
    {
        _run.At(30, () => _library.SetBoard(0, "limit_mw", "400000"));
        Judge(true, "power-limit-changed");
    }

    [Fact]
    public void Server_Restarted_IsMarked()
    {
        _run.At(38.2, () => _host.Procfs.SetProcess(700, "server", startTime: 4000));
        Judge(true, "server-restarted");
    }

    [Fact]
    public void Driver_ThatHangs_IsSaidOnce_AndHoldsNothingUp()
    {
        using var reports = new BlockingCollection<Diagnostic>();
        var hangs = _library.LibraryPath + ".hangs";
        File.WriteAllText(hangs, "");
        _library.SetBoard(0, "hang.nvmlDeviceGetComputeRunningProcesses_v3", hangs);
        var watch = new MachineWatch(_host.ToHost().Paths, _host.SystemUnderTest, new MonotonicClock(TimeProvider.System), 0.05, (_, _, _) => { }, reports.Add);
        try
        {
            watch.Start();
            Assert.True(reports.TryTake(out var report, TimeSpan.FromMinutes(2)));
            Assert.Equal("JM6050", report.Id);
            watch.LookSoon();
        }
        finally
        {
            var began = Stopwatch.GetTimestamp();
            watch.Dispose();
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 60); // it does not wait for what does not come back
            File.Delete(hangs);
        }

        Assert.Empty(reports);
    }

    [Fact]
    public void Server_WhoseProcessCannotBeFound_IsNoStrangerOnItsOwnBoard()
    {
        _host.SystemUnderTest.Follow(null, isOwnChild: false);
        _host.SystemUnderTest.IsHidden = true;
        _library.SetBoard(0, "processes", "4242:1");
        Play().IsRight().Reports("JM6051").Reports("JM6059");
    }

    [Fact]
    public void Driver_ThatDoesNotListWhoComputes_IsNotTakenToListNobody()
    {
        _library.SetBoard(0, "processes", null);
        Play().IsRight().Reports("JM6057").Reports("JM6059");
    }

    private void Report(Diagnostic diagnostic) => _run.Record(new RunEvent { Time = default, Kind = "diagnostic", Message = diagnostic.Message, Diagnostic = diagnostic });

    private FaultOutcome Play() => _run.Play(new NvmlMeterProvider());

    private void Judge(bool isMarked, string code)
    {
        var outcome = Play();
        outcome.IsRightIn(1, 2, 3);
        Assert.Equal(isMarked ? code : "", outcome.Codes);
    }
}
