using System.Globalization;
using Joulemark.Metering.Hwmon;
using Joulemark.Records;
using Joulemark.Tests.Metering;
using Xunit;

namespace Joulemark.Tests.Faults;

/// <summary>
/// Boards that a driver shows to the kernel's hardware monitoring: AMD's power, Intel's counter. Windows are from 14 to 24,
/// 27 to 37 and 40 to 50 s.
/// </summary>
public sealed class HwmonFaultTests : IDisposable
{
    private const string Chip = "class/hwmon/hwmon0";
    private readonly TestHost _host = new();
    private readonly FaultCourse _course = new();
    private readonly FaultyCounter _counter;
    private readonly FaultRun _run;
    private string? _text;

    public HwmonFaultTests()
    {
        _counter = new FaultyCounter(_course.Joules, 5000);
        _run = new FaultRun(_host, _course, Boundary.Gpu, Show);
    }

    public void Dispose()
    {
        _run.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_Wrong_IsRight(bool power) => Play(power).IsRight();

    [Theory]
    [InlineData("4294967295000")] // what the kernel makes of a firmware's "unknown"
    [InlineData("300000000000")]
    [InlineData("")]
    public void Power_WithASpikeOrABlank_IsRight(string microwatts)
    {
        Say(18, 18.1, microwatts);
        Play(power: true).IsRight();
    }

    [Fact]
    public void Power_WithASpikeOnABoardThatStatesNoLimit_IsDroppedByWhatNoBoardDraws()
    {
        Say(18, 18.1, "300000000000");
        Play(power: true, limit: false).IsRight();
    }

    [Fact]
    public void Power_OfABoardThatSleeps_IsMarked()
    {
        Say(18, 20, "");
        Play(power: true).Marks("sample-gap", 1);
    }

    [Fact]
    public void Power_ThatIsStuck_IsMarked()
    {
        Say(13, 25, "341500000");
        Play(power: true).Says("frozen-power");
    }

    [Fact]
    public void Counter_ThatStartsFromZero_IsMarked()
    {
        _run.At(18, _counter.Restart);
        Play(power: false).Marks("counter-reset", 1);
    }

    [Fact]
    public void Counter_ThatGoesBackward_IsMarked()
    {
        _run.At(18, () => _counter.Shift(-100));
        Play(power: false).Marks("counter-reset", 1);
    }

    [Fact]
    public void Counter_OfABoardThatSleepsInAWindow_IsRightAndMarked()
    {
        Say(17, 19, "");
        Play(power: false).IsRightIn(1, 2, 3).Says("readings-dropped");
    }

    private void Say(double from, double to, string text) => _run.At(from, () => _text = text).At(to, () => _text = null);

    private FaultOutcome Play(bool power, bool limit = true)
    {
        _host.Sysfs.AddHwmon(0, power ? "amdgpu" : "xe", "0000:03:00.0");
        if (power)
            _host.Sysfs.Write($"{Chip}/power1_average", "80000000").Write($"{Chip}/freq2_input", "1000000000");
        else
            _host.Sysfs.Write($"{Chip}/energy1_input", "5000000000");
        if (limit)
            _host.Sysfs.Write($"{Chip}/power1_cap_max", "600000000").Write($"{Chip}/power1_rated_max", "600000000");
        return _run.Play(new HwmonMeterProvider());
    }

    private void Show(double seconds)
    {
        Set("power1_average", _course.Watts(seconds));
        Set("energy1_input", _counter.At(seconds));
    }

    /// <summary>Writes into the file that the meter has open.</summary>
    private void Set(string name, double value)
    {
        var file = Path.Combine(_host.Sysfs.Root, Chip, name);
        if (File.Exists(file))
            File.WriteAllText(file, (_text ?? (value * 1e6).ToString("0", CultureInfo.InvariantCulture)) + "\n");
    }
}
