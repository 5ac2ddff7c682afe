using Joulemark.Machines.Nvidia;
using Joulemark.Metering.Nvml;
using Joulemark.Records;
using Joulemark.Testing.Devices;
using Joulemark.Tests.Metering;
using Xunit;

namespace Joulemark.Tests.Faults;

/// <summary>
/// NVIDIA's boards, by a library with NVML's symbols. Windows are from 14 to 24, 27 to 37 and 40 to 50 s, idle with the
/// server up from 7 to 11 s.
/// </summary>
public sealed class NvmlFaultTests : IDisposable
{
    private const int NotSupported = 3;
    private const int NoPermission = 4;
    private readonly TestHost _host = new();
    private readonly FaultCourse _course = new();
    private readonly FaultRun _run;
    private readonly FakeNvml _library;

    public NvmlFaultTests()
    {
        Assert.SkipUnless(FakeNvml.Unavailable is null, FakeNvml.Unavailable ?? "");
        _library = new FakeNvml();
        _host.NvmlLibrary = _library.LibraryPath;
        _run = new FaultRun(_host, _course, Boundary.Gpu, _library.SetClock);
    }

    public void Dispose()
    {
        _run.Dispose();
        _library.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Counter_WithNothingWrong_IsRight()
    {
        Board();
        Play().IsRight();
    }

    [Fact]
    public void Power_WithNothingWrong_IsRight()
    {
        PowerBoard();
        Play().IsRight();
    }

    [Fact]
    public void Boards_WithAndWithoutACounter_AreRight()
    {
        // NVML_ERROR_NOT_SUPPORTED of one device is no failure of the other.
        Board(share: 0.6);
        PowerBoard(share: 0.4);
        Play().IsRight();
    }

    [Fact]
    public void Driver_ReloadedInAWindow_IsMarked()
    {
        Board();
        _run.At(17.2, () => _library.Set("driver_code", "9")).At(17.6, () =>
        {
            _library.Set("driver_code", null);
            _library.SetBoard(0, "energy_mj", "0");
            _library.SetBoard(0, "counter_reset_s", 17.6);
        });
        Play().Marks("counter-reset", 1);
    }

    [Theory]
    [InlineData(9, false)] // in the idle baseline
    [InlineData(14.01, true)]
    [InlineData(18, true)]
    public void Counter_ThatStartsFromZero_IsMarked(double at, bool inWindow)
    {
        Board();
        _run.At(at, () => _library.SetBoard(0, "counter_reset_s", at));
        var outcome = Play();
        if (inWindow)
            outcome.Marks("counter-reset", 1);
        else
            outcome.HasNoNet();
    }

    [Fact]
    public void Counter_ThatGoesBackward_IsMarked()
    {
        Board();
        _run.At(18, () => _library.SetBoard(0, "energy_mj", 5_000_000 - 100_000));
        Play().Marks("counter-reset", 1);
    }

    [Fact]
    public void Counter_ThatIsStuck_IsMarked()
    {
        Board();
        _run.At(13, () => _library.SetBoard(0, "counter_stuck_s", 13)).At(38, () => _library.SetBoard(0, "counter_stuck_s", null));
        Play().Marks("frozen-counter", 1, 2);
    }

    [Theory]
    [InlineData(16, 18, false)]
    [InlineData(16, 21, false)]
    [InlineData(21, 26, true)]
    public void Counter_ThatStandsAndThenJumps_IsRightOrMarked(double from, double to, bool marked)
    {
        Board();
        _run.At(from, () => _library.SetBoard(0, "counter_stuck_s", from)).At(to, () => _library.SetBoard(0, "counter_stuck_s", null));
        var outcome = Play();
        if (marked)
            outcome.Marks("stale-counter", 1);
        else
            outcome.IsRight();
    }

    [Theory]
    [InlineData("0x7ffffffffffffff0")]
    [InlineData("0xffffffffffffffff")]
    [InlineData("4294967295")] // a 32-bit blank, widened
    [InlineData("0")]
    public void Counter_WithABlank_IsRight(string blank)
    {
        Board();
        Blank(18, 18.1, "energy_mj", blank);
        Play().IsRight();
    }

    [Fact]
    public void Counter_WithASentinelThatNobodyDocuments_IsMarked()
    {
        Board();
        Blank(18, 18.1, "energy_mj", "4294967295000");
        Play().Marks("counter-reset", 1);
    }

    [Theory]
    [InlineData("300000000")] // 300 kW
    [InlineData("4294967295")]
    [InlineData("0x7ffffff0")]
    [InlineData("0")]
    public void Power_WithASpikeOrABlank_IsRight(string milliwatts)
    {
        PowerBoard();
        _run.At(18, () => _library.SetBoard(0, "instant_mw", milliwatts)).At(18.1, () => _library.SetBoard(0, "instant_mw", null));
        Play().IsRight();
    }

    [Theory]
    [InlineData(300_000, "")]
    [InlineData(3_900, "uncertain")]
    public void Power_WithASpikeOnABoardThatStatesNoLimit_IsRightOrMarked(double watts, string codes)
    {
        // A Turing board, whose one power has no other beside it to check it.
        PowerBoard();
        _library.SetBoard(0, "arch", "6");
        _library.SetBoard(0, "max_mw", null);
        _run.At(18, () => _library.SetBoard(0, "instant_mw", watts * 1e3)).At(18.1, () => _library.SetBoard(0, "instant_mw", null));
        Assert.Equal(codes, Play().Codes);
    }

    [Fact]
    public void Power_WithASpikeInTheIdleBaseline_IsMarked()
    {
        PowerBoard();
        _library.SetBoard(0, "arch", "6");
        _run.At(9, () => _library.SetBoard(0, "instant_mw", "1390000")).At(9.1, () => _library.SetBoard(0, "instant_mw", null));
        Play().IsRightIn(1, 2, 3).Says("uncertain");
    }

    [Fact]
    public void Field_ThatFailsOnceWhileTheCallSucceeds_CostsNothing()
    {
        PowerBoard();
        FailField(18, 18.1);
        Play().IsRight();
    }

    [Fact]
    public void Field_ThatFailsForAWhileWhileTheCallSucceeds_IsMarked()
    {
        PowerBoard();
        FailField(18, 20);
        Play().Marks("sample-gap", 1);
    }

    [Fact]
    public void Field_OfTheCounterThatFailsForAWhile_IsRightAndMarked()
    {
        using var library = new FakeNvml("nvmlDeviceGetTotalEnergyConsumption");
        _host.NvmlLibrary = library.LibraryPath;
        library.AddBoard();
        library.SetWaveform(0, _course.Power);
        using var run = new FaultRun(_host, _course, Boundary.Gpu, library.SetClock);
        run.At(18, () => library.SetBoard(0, "field.83.return", 999)).At(20, () => library.SetBoard(0, "field.83.return", null));
        run.Play(new NvmlMeterProvider()).IsRightIn(1, 2, 3).Says("readings-dropped");
    }

    [Fact]
    public void Permission_DeniedInMidRun_IsMarked()
    {
        Board();
        _run.At(18, () => _library.SetReturn(0, "nvmlDeviceGetTotalEnergyConsumption", NoPermission));
        Play().Marks("sample-gap", 1, 2, 3);
    }

    [Fact]
    public void Gpu_LostInMidRun_IsMarked()
    {
        Board(share: 0.6);
        Board(share: 0.4);
        _run.At(30, () => _library.Lose(1));
        Play().Marks("sample-gap", 2, 3);
    }

    [Fact]
    public void Gpu_ThatTheDriverDropsInMidRun_IsMarkedAndReported()
    {
        Board(share: 0.6);
        Board(share: 0.4);
        _run.At(30, () => _library.Set("count", "1"));
        Play().Reports("JM2020").Marks("sample-gap", 2, 3);
    }

    [Fact]
    public void Gpu_ThatAppearsInMidRun_IsMarkedAndReported()
    {
        Board();
        _run.At(30, () => _library.AddBoard());
        Play().Reports("JM2020").Says("boards-changed");
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(5)]
    public void Sampler_StarvedInAWindow_LosesNothingOfACounter(double seconds)
    {
        Board();
        _run.Starve(17, 17 + seconds);
        Play().IsRight();
    }

    [Fact]
    public void Sampler_StarvedForAShortWhile_LosesLittleOfAPower()
    {
        PowerBoard();
        _run.Starve(17, 17.4);
        Play().IsRightIn(1, 2, 3);
    }

    [Theory]
    [InlineData(13.8)]
    [InlineData(23.8)]
    public void Sampler_StarvedAcrossAnEdgeForAShortWhile_LosesLittleOfAPower(double from)
    {
        PowerBoard();
        _run.Starve(from, from + 0.4);
        Play().IsRightIn(1, 2, 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Sampler_StarvedInAWindow_LosesTheWindowOfAPower(double seconds)
    {
        PowerBoard();
        _run.Starve(17, 17 + seconds);
        Play().Marks("sample-gap", 1);
    }

    [Fact]
    public void Power_ThatDisagreesWithTheCounter_IsMarked()
    {
        // zeus#181: 187 J by the counter, 327 J by the power.
        Board();
        var half = _course.Power.Select(p => (p.Seconds, p.Watts * 0.57));
        _library.SetWaveform(0, half);
        _library.SetBoard(0, "instant_mw", "300000");
        Play().Says("counter-power-mismatch");
    }

    [Theory]
    [InlineData(15, 18)]
    [InlineData(20, 52)] // from mid-window on
    [InlineData(12.2, 16)] // across an edge, with the power of idle
    [InlineData(13.2, 15.5)]
    [InlineData(7.5, 10.5)] // in the idle baseline
    public void Power_ThatIsStaleAndThenJumps_IsMarked(double from, double to)
    {
        PowerBoard();
        _run.At(from, () => _library.SetBoard(0, "instant_mw", _course.Watts(from) * 1e3)).At(to, () => _library.SetBoard(0, "instant_mw", null));
        Play().Says("frozen-power");
    }

    [Fact]
    public void Power_ThatIsStaleForAMomentAndThenJumpsFar_IsMarked()
    {
        PowerBoard();
        _run.At(17, () => _library.SetBoard(0, "instant_mw", 5_000)).At(18.3, () => _library.SetBoard(0, "instant_mw", null));
        Play().Says("frozen-power");
    }

    [Fact]
    public void Sleep_InAWindow_IsMarked()
    {
        Board();
        _run.Sleep(18, TimeSpan.FromSeconds(30)).At(18, () => _library.SetBoard(0, "energy_mj", 5_000_000 + 20_000));
        Play().IsRightIn(2, 3).Says("clock-gap");
    }

    /// <summary>A H100 that draws a share of all.</summary>
    private int Board(double share = 1)
    {
        var board = _library.AddBoard();
        _library.SetWaveform(board, _course.Power.Select(p => (p.Seconds, p.Watts * share)));
        foreach (var (key, milliseconds) in (ReadOnlySpan<(string, double)>)[("counter_update_ms", 100), ("power_update_ms", 100), ("instant_averaging_ms", 25), ("averaging_ms", 1000)])
            _library.SetBoard(board, key, milliseconds);
        return board;
    }

    /// <summary>A board that has no counter.</summary>
    private void PowerBoard(double share = 1)
    {
        var board = Board(share);
        _library.SetReturn(board, "nvmlDeviceGetTotalEnergyConsumption", NotSupported);
        _library.SetBoard(board, "field.83.return", NotSupported);
    }

    /// <summary>One of the values that stand for none, in place of what the waveform says.</summary>
    private void Blank(double from, double to, string key, string value)
    {
        var file = "";
        _run.At(from, () =>
        {
            file = Path.Combine(Path.GetDirectoryName(_library.LibraryPath)!, "waveform0");
            _library.SetBoard(0, "waveform", null);
            _library.SetBoard(0, key, value);
        }).At(to, () =>
        {
            _library.SetBoard(0, "waveform", file);
            _library.SetBoard(0, key, "5000000");
        });
    }

    private void FailField(double from, double to) =>
        _run.At(from, () => _library.SetBoard(0, "field.186.return", 999)).At(to, () => _library.SetBoard(0, "field.186.return", null));

    private FaultOutcome Play() => _run.Play(new NvmlMeterProvider());
}
