using Joulemark.Metering;
using Joulemark.Metering.Exporters;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Joulemark.Tests.Metering;
using Xunit;

namespace Joulemark.Tests.Faults;

/// <summary>
/// Prometheus exporters, over HTTP, scraped every 3 s: dcgm-exporter's counter and power, node_exporter's RAPL. Windows are
/// from 14 to 24, 27 to 37 and 40 to 50 units of 6 s, idle with the server up from 7 to 11.
/// </summary>
public sealed class ExporterFaultTests : IDisposable
{
    private const string Counter = "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu=\"0\",UUID=\"GPU-a\"} {0:0}\n";
    private const string Power = "DCGM_FI_DEV_POWER_USAGE{gpu=\"0\",UUID=\"GPU-a\"} {1:0.###}\n";
    private const string Rapl = "node_rapl_package_joules_total{index=\"0\",path=\"/x/intel-rapl:0\"} {2:0.###}\nnode_rapl_dram_joules_total{index=\"0\",path=\"/x/intel-rapl:0:0\"} {3:0.###}\n";
    private const double DramShare = 0.2;

    private readonly TestHost _host = new();
    private readonly FaultCourse _course = new(unit: 6, noise: 0.02);
    private readonly FakeExporter _exporter = FakeExporter.Start("");
    private readonly FaultyCounter _counter;
    private FaultRun? _run;
    private string? _page;

    public ExporterFaultTests() => _counter = new FaultyCounter(_course.Joules, 100_000);

    public void Dispose()
    {
        _run?.Dispose();
        _exporter.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Counter_WithNothingWrong_IsRight() => Gpu(Counter).Play(Provider).IsRight();

    [Fact]
    public void Power_WithNothingWrong_IsRight() => Gpu(Power).Play(Provider).IsRight();

    [Fact]
    public void Rapl_WithNothingWrong_IsRight() => Cpu().Play(Provider).IsRight();

    [Fact]
    public void Scrape_ThatTimesOut_CostsACounterNothing()
    {
        var run = Gpu(Counter);
        Fail(run, FakeExporterFault.Hang, 18, 18.5);
        run.Play(Provider).Reports("JM2032").IsRight();
    }

    [Fact]
    public void Scrape_ThatTimesOut_CostsAPowerLittle()
    {
        var run = Gpu(Power);
        Fail(run, FakeExporterFault.Hang, 18, 18.5);
        run.Play(Provider).Reports("JM2032").IsRight();
    }

    [Theory]
    [InlineData(FakeExporterFault.Unavailable)]
    [InlineData(FakeExporterFault.HalfBody)]
    [InlineData(FakeExporterFault.HtmlPage)]
    [InlineData(FakeExporterFault.Unauthorized)]
    public void Scrapes_ThatFailForAWhile_CostAPowerItsWindow(FakeExporterFault fault)
    {
        var run = Gpu(Power);
        Fail(run, fault, 18, 20);
        run.Play(Provider).Reports("JM2032").Marks("sample-gap", 1);
    }

    [Fact]
    public void Scrapes_ThatFailForAWhile_AreRightAndMarkedForACounter()
    {
        var run = Gpu(Counter);
        Fail(run, FakeExporterFault.Unavailable, 18, 20);
        run.Play(Provider).IsRightIn(1, 2, 3).Says("readings-dropped");
    }

    [Fact]
    public void Scrapes_ThatFailAcrossAnEdge_CostACounterItsWindow()
    {
        var run = Gpu(Counter);
        Fail(run, FakeExporterFault.Unavailable, 23, 25);
        run.Play(Provider).Marks("sample-gap", 1);
    }

    [Fact]
    public void Exporter_ThatIsGoneFromMidRunOn_IsMarked()
    {
        var run = Gpu(Counter);
        run.At(30, _exporter.Dispose);
        run.Play(Provider).Reports("JM2032").Marks("sample-gap", 2, 3);
    }

    [Theory]
    [InlineData(18)]
    [InlineData(14.1)]
    public void Exporter_ThatRestarts_IsMarked(double at)
    {
        var run = Gpu(Counter);
        run.At(at, _counter.Restart);
        run.Play(Provider).Reports("JM2030").Marks("counter-reset", 1);
    }

    [Fact]
    public void Exporter_ThatRestartsInTheIdleBaseline_TakesTheNetFigureAway()
    {
        var run = Gpu(Counter);
        run.At(9, _counter.Restart);
        run.Play(Provider).HasNoNet();
    }

    [Fact]
    public void Rapl_ThatWrapsWhereNobodySays_IsMarked()
    {
        // node_exporter does not say where the kernel's counter wraps.
        var run = Cpu();
        run.At(18, () => _counter.Shift(-65_532));
        run.Play(Provider).Marks("counter-reset", 1);
    }

    [Fact]
    public void Exporter_ThatChangesItsNames_IsMarked()
    {
        var run = Gpu(Counter);
        run.At(30, () => _page = Counter.Replace("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "DCGM_FI_DEV_TOTAL_ENERGY_MILLIJOULES", StringComparison.Ordinal));
        run.Play(Provider).Reports("JM2031").Marks("sample-gap", 2, 3);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("+Inf")]
    [InlineData("-1")]
    [InlineData("9223372036854775794")]
    [InlineData("140737488355328")]
    public void Counter_WithABlank_IsRight(string blank)
    {
        var run = Gpu(Counter);
        Say(run, Counter.Replace("{0:0}", blank, StringComparison.Ordinal), 18, 18.5);
        run.Play(Provider).IsRight();
    }

    [Theory]
    [InlineData("4294967295000")] // kepler#1049
    [InlineData("18446744073709551615")]
    public void Counter_WithASentinel_IsRightOrMarked(string sentinel)
    {
        var run = Gpu(Counter);
        Say(run, Counter.Replace("{0:0}", sentinel, StringComparison.Ordinal), 18, 18.5);
        run.Play(Provider).IsRightIn(2, 3);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("0")]
    [InlineData("300000")] // kepler#1851
    [InlineData("140737488355328")]
    public void Power_WithASpikeOrABlank_IsRight(string watts)
    {
        var run = Gpu(Power);
        Say(run, Power.Replace("{1:0.###}", watts, StringComparison.Ordinal), 18, 18.5);
        run.Play(Provider).IsRight();
    }

    [Fact]
    public void Counter_ThatSaysNaNForAWhile_IsMarked()
    {
        var run = Gpu(Counter);
        Say(run, Counter.Replace("{0:0}", "NaN", StringComparison.Ordinal), 22, 26);
        run.Play(Provider).Reports("JM2031").Marks("sample-gap", 1);
    }

    [Theory]
    [InlineData(15, 22, null)]
    [InlineData(20, 26, "stale-counter")]
    [InlineData(13, 25, "frozen-counter")]
    public void Counter_ThatIsStaleAndThenJumps_IsRightOrMarked(double from, double to, string? code)
    {
        // The exporter's collector hangs, its page goes on with the last values.
        var run = Gpu(Counter);
        run.At(from, _counter.Hold).At(to, _counter.Release);
        var outcome = run.Play(Provider);
        if (code is null)
            outcome.IsRight();
        else
            outcome.Marks(code, 1);
    }

    [Fact]
    public void Power_ThatIsStale_IsMarked()
    {
        var run = Gpu(Power);
        Say(run, Power.Replace("{1:0.###}", "350.125", StringComparison.Ordinal), 12, 25);
        run.Play(Provider).Says("frozen-power");
    }

    private static ExporterMeterProvider Provider => new(TimeSpan.Zero);

    private FaultRun Gpu(string page) => Start(page, Boundary.Gpu);

    private FaultRun Cpu() => Start(Rapl, Boundary.Components);

    private FaultRun Start(string page, Boundary boundary)
    {
        _page = page;
        _host.Sources = [new MeterSource { Kind = ExporterMeterProvider.Kind, Url = _exporter.Url, Every = TimeSpan.FromSeconds(3) }];
        return _run = new FaultRun(_host, _course, boundary, Show);
    }

    private void Fail(FaultRun run, FakeExporterFault fault, double from, double to) =>
        run.At(from, () => _exporter.Fault = fault).At(to, () => _exporter.Fault = FakeExporterFault.None);

    private void Say(FaultRun run, string page, double from, double to)
    {
        var usual = _page;
        run.At(from, () => _page = page).At(to, () => _page = usual);
    }

    private void Show(double seconds)
    {
        var joules = _counter.At(seconds);
        _exporter.Say(Fill(_page!, joules * 1e3, _course.Watts(seconds), joules - (DramShare * _course.Joules(seconds)), DramShare * _course.Joules(seconds)));
    }

    /// <summary>Fills in what is marked with a number and a format; braces of labels stay.</summary>
    private static string Fill(string page, params double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            foreach (var format in (ReadOnlySpan<string>)["0", "0.###"])
                page = page.Replace(FormattableString.Invariant($"{{{i}:{format}}}"), values[i].ToString(format, System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        return page;
    }
}
