using Joulemark.Metering;
using Joulemark.Metering.Rapl;
using Xunit;

namespace Joulemark.Tests.Metering.Rapl;

public sealed class RaplMeterTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly IMeter _meter;
    private readonly double?[] _readings = new double?[2];

    public RaplMeterTests()
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0", microjoules: 1_500_000).AddRaplZone("dram", "intel-rapl:0:0");
        _meter = new RaplMeterProvider().Probe(_host.ToHost()).Meters.Single();
    }

    public void Dispose()
    {
        _meter.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Read_AfterTheCounterMoved_GivesTheNewJoules()
    {
        Assert.Equal([1.5, 1.0], Read());
        _host.Sysfs.SetEnergy("intel-rapl:0", 262143328850);
        Assert.Equal([262143.32885, 1.0], Read());
    }

    [Fact]
    public void Read_AfterAWrap_GivesTheSmallerNumberAsItIs()
    {
        _host.Sysfs.SetEnergy("intel-rapl:0", 262143328850);
        Read();
        _host.Sysfs.SetEnergy("intel-rapl:0", 7);
        Assert.Equal(7e-6, Read()[0]);
    }

    [Fact]
    public void Read_ThatFails_IsNullForThatZoneAlone()
    {
        _host.Sysfs.FailReads("intel-rapl:0");
        Assert.Equal([null, 1.0], Read());
    }

    [Fact]
    public void Read_AfterDispose_IsNull()
    {
        _meter.Dispose();
        Assert.Equal([null, null], Read());
    }

    [Fact]
    public void Read_Repeated_AllocatesNothing()
    {
        Assert.Equal(0, Allocation.Least(() => Read()));
    }

    [Fact]
    public void Counter_WhoseReadIsAnInputOutputError_GivesNull()
    {
        // A process's own memory has nothing at address 0, and the kernel answers EIO: a read that fails, for root too.
        Assert.SkipUnless(File.Exists("/proc/self/mem"), "needs Linux's /proc/self/mem to provoke an I/O error");
        using var counter = new MicroReading("/proc/self/mem");
        Assert.Null(counter.Read());
    }

    [Theory]
    [InlineData("0\n", 0UL)]
    [InlineData("12345678901234\n", 12345678901234UL)]
    [InlineData("7\n\n\n", 7UL)]
    [InlineData("7", 7UL)]
    [InlineData("", null)]
    [InlineData("\n", null)]
    [InlineData("-1\n", null)]
    [InlineData("1.5\n", null)]
    [InlineData("99999999999999999999999\n", null)]
    [InlineData("abc\n", null)]
    public void Parse_OfAText_TakesDigitsAlone(string text, ulong? expected) =>
        Assert.Equal(expected, MicroReading.Parse(System.Text.Encoding.UTF8.GetBytes(text)));

    private double?[] Read()
    {
        _meter.Read(_readings);
        return _readings;
    }
}
