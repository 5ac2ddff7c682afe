using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Exporters;

public sealed class ExporterMeterTests : IDisposable
{
    private const string Both = "node_rapl_package_joules_total{index=\"0\",path=\"/x/intel-rapl:0\"} 100\nnode_rapl_dram_joules_total{index=\"0\",path=\"/x/intel-rapl:0:0\"} 10\n";

    private readonly ExporterHost _host = new();
    private readonly FakeExporter _exporter = FakeExporter.Start(Both);

    [Fact]
    public void Exporter_ThatHangs_IsMissedOnceAndWelcomedBackOnce()
    {
        using var meter = Meter();
        Assert.Equal([100, 10], Read(meter));

        _exporter.Fault = FakeExporterFault.Hang;
        Assert.Equal([null, null], Read(meter));
        _exporter.Fault = FakeExporterFault.Unavailable;
        Assert.Equal([null, null], Read(meter));
        Assert.Equal("JM2032", _host.Ids);

        _exporter.Fault = FakeExporterFault.None;
        Assert.Equal([100, 10], Read(meter));
        Assert.Equal([100, 10], Read(meter));
        Assert.Equal("JM2032 JM2032+", _host.Ids);
    }

    [Theory]
    [InlineData(FakeExporterFault.Unauthorized)]
    [InlineData(FakeExporterFault.Unavailable)]
    [InlineData(FakeExporterFault.HalfBody)]
    [InlineData(FakeExporterFault.HtmlPage)]
    public void Exporter_ThatFailsInMidRun_GivesNothingRatherThanZero(FakeExporterFault fault)
    {
        using var meter = Meter();
        _exporter.Fault = fault;

        Assert.Equal([null, null], Read(meter));

        Assert.Equal("JM2032", _host.Ids);
    }

    [Fact]
    public void Exporter_ThatIsGone_GivesNothingRatherThanZero()
    {
        using var meter = Meter();
        _exporter.Dispose();

        Assert.Equal([null, null], Read(meter));
        Assert.Equal("JM2032", _host.Ids);
    }

    [Fact]
    public void Counter_ThatStartsAgain_IsGivenAsItIsAndSaid()
    {
        using var meter = Meter();
        Read(meter);
        _exporter.Say(Both.Replace(" 100", " 1", StringComparison.Ordinal).Replace(" 10\n", " 2\n", StringComparison.Ordinal));

        Assert.Equal([1, 2], Read(meter));
        Read(meter);

        Assert.Equal("JM2030", _host.Ids);
        Assert.Contains("from 100 J to 1 J", _host.Said.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Series_ThatVanishes_IsNullAndSaidOnceUntilItComesBack()
    {
        using var meter = Meter();
        _exporter.Say(Both.Replace("node_rapl_dram", "node_rapl_memory", StringComparison.Ordinal));
        Assert.Equal([100, null], Read(meter));
        Assert.Equal([100, null], Read(meter));
        Assert.Equal("JM2031", _host.Ids);

        _exporter.Say(Both);
        Assert.Equal([100, 10], Read(meter));
        Assert.Equal("JM2031 JM2031+", _host.Ids);
    }

    [Fact]
    public void Value_ThatIsNotANumber_IsNull()
    {
        using var meter = Meter();
        _exporter.Say(Both.Replace(" 100", " NaN", StringComparison.Ordinal));

        Assert.Equal([null, 10], Read(meter));
    }

    [Fact]
    public void Labels_ThatComeAndGo_DoNotLoseTheSeries()
    {
        // dcgm-exporter adds the pod that uses a board, and drops it when the pod ends.
        _exporter.Say("DCGM_FI_DEV_POWER_USAGE{gpu=\"0\",UUID=\"GPU-a\"} 300\n");
        using var meter = Meter();
        _exporter.Say("DCGM_FI_DEV_POWER_USAGE{gpu=\"0\",UUID=\"GPU-a\",pod=\"llm\"} 310\n");

        Assert.Equal([310], Read(meter));
        Assert.Empty(_host.Said);
    }

    [Fact]
    public void Sum_ThatLacksAPart_IsNull()
    {
        _exporter.Say(ExporterPages.OldKepler);
        using var meter = Meter();
        Assert.Equal([100, 500], Read(meter));
        _exporter.Say(string.Join('\n', ExporterPages.OldKepler.Split('\n').Where(l => !l.Contains("package_joules_total{instance=\"node7\",mode=\"idle\"", StringComparison.Ordinal))));

        Assert.Equal([null, 500], Read(meter));
    }

    [Fact]
    public void Time_OfAReading_IsWithinItsScrape()
    {
        using var meter = Meter();
        var before = _host.Clock.Now;
        Read(meter);
        var times = Times(meter);

        Assert.All(times, t => Assert.InRange(t!.Value.Seconds, before.Seconds, _host.Clock.Now.Seconds));
    }

    [Fact]
    public void Time_OnAPageThatTellsItsClock_IsPlacedOnOurs()
    {
        // Their clock is an hour ahead, and the reading was taken 100 s before the answer.
        _exporter.ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        _exporter.Page = _ => Own(ahead: 3600, age: 100);
        using var meter = Meter();
        var before = _host.Clock.Now;
        Read(meter);
        var after = _host.Clock.Now;

        var time = Assert.Single(Times(meter))!.Value;
        Assert.InRange(time.Seconds, before.Seconds - 105, after.Seconds - 95);
        Assert.Equal("JM2033+", _host.Ids);
        var ahead = Regex.Match(_host.Said.Single().Message, @" is \+(\d+(\.\d+)?) s ", RegexOptions.None, TimeSpan.FromSeconds(10)).Groups[1].Value;
        var asking = after.Seconds - before.Seconds;
        Assert.InRange(double.Parse(ahead, CultureInfo.InvariantCulture), 3600 - asking - 0.001, 3600 + asking + 0.001); // to what the asking took
    }

    [Fact]
    public void Clock_ThatMovesInTheRun_IsWarnedOfOnce()
    {
        var ahead = 0.0;
        _exporter.ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        _exporter.Page = _ => Own(ahead, age: 0);
        using var meter = Meter();
        Read(meter);
        ahead = 2;
        for (var i = 0; i < 40; i++)
            Read(meter);

        Assert.Equal("JM2033+ JM2034", _host.Ids);
    }

    [Fact]
    public void Reading_OfTheMomentWhenTheirClockIsSet_IsMissing_AndTheNextOneInItsPlace()
    {
        var ahead = 0.0;
        _exporter.ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        _exporter.Page = _ => Own(ahead, age: 100);
        using var meter = Meter();
        Assert.Equal([5], Read(meter));

        ahead = 3600;
        Assert.Equal([null], Read(meter));
        Assert.Equal("JM2033+ JM2034", _host.Ids);
        Assert.Contains("since its last answers", _host.Said.Last().Message, StringComparison.Ordinal);

        var before = _host.Clock.Now;
        Assert.Equal([5], Read(meter));
        Assert.InRange(Assert.Single(Times(meter))!.Value.Seconds, before.Seconds - 105, _host.Clock.Now.Seconds - 95);
        Assert.Equal("JM2033+ JM2034", _host.Ids);

        ahead = 0;
        Assert.Equal([null], Read(meter));
        Assert.Equal("JM2033+ JM2034 JM2034", _host.Ids);
    }

    [Fact]
    public void Time_OfAStaleSampleOnAnotherPage_IsPlacedByTheServersDate()
    {
        // A gateway that serves values up to half a minute old, with their times.
        _exporter.Page = _ => string.Create(CultureInfo.InvariantCulture, $"ipmi_dcmi_power_consumption_watts 400 {(TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(30)).ToUnixTimeMilliseconds()}\n");
        using var meter = Meter();
        Read(meter);

        var age = (_host.Clock.Now - Assert.Single(Times(meter))!.Value).TotalSeconds;

        Assert.InRange(age, 29, 60);
        Assert.Equal("JM2033+", _host.Ids);
    }

    [Fact]
    public void Clock_OfAnotherServer_ThatIsFarOff_IsWarnedOf()
    {
        _exporter.Skew = TimeSpan.FromSeconds(90);
        _exporter.Page = _ => string.Create(CultureInfo.InvariantCulture, $"ipmi_dcmi_power_consumption_watts 400 {(TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(60)).ToUnixTimeMilliseconds()}\n");
        using var meter = Meter();
        Read(meter);

        Assert.Equal("JM2033+ JM2034", _host.Ids);
        Assert.InRange((_host.Clock.Now - Assert.Single(Times(meter))!.Value).TotalSeconds, 29, 60);
    }

    public void Dispose()
    {
        _exporter.Dispose();
        _host.Dispose();
    }

    /// <summary>A page as <c>joulemark meters --serve</c> gives it, from a machine whose clock is off.</summary>
    private static string Own(double ahead, double age)
    {
        var now = ((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds) + ahead;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            joulemark_channel_info{channel="node",source="redfish",part="node",device="0",provenance="integrated",reading="power"} 1
            joulemark_energy_joules_total{channel="node"} 5 {{now - age:0.000000}}
            joulemark_clock_seconds {{now:0.000000}}
            # EOF

            """);
    }

    /// <summary>A meter that waits for an answer as long as any does, so that a busy machine fails no test.</summary>
    private ITimedMeter Meter() =>
        Assert.IsType<ITimedMeter>(Assert.Single(_host.Probe(ExporterHost.Source(_exporter.Url) with { Every = TimeSpan.FromHours(1) }).Meters), exactMatch: false);

    private static double?[] Read(IMeter meter)
    {
        var readings = new double?[meter.Channels.Count];
        Array.Fill(readings, -1);
        meter.Read(readings);
        return readings;
    }

    private static Timestamp?[] Times(ITimedMeter meter)
    {
        var times = new Timestamp?[meter.Channels.Count];
        meter.ReadTimes(times);
        return times;
    }
}
