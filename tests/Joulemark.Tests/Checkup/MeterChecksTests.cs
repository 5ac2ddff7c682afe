using Joulemark.Checkup;
using Xunit;

namespace Joulemark.Tests.Checkup;

public sealed class MeterChecksTests : IDisposable
{
    private readonly Surroundings _machine = new();

    public MeterChecksTests() => _machine.Procfs.SetCpu("Intel(R) Xeon(R) Platinum 8480C", 4).SetMemory(64L << 30).SetCpuTime(0);

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("true", "Warn")]
    [InlineData("false", "Pass")]
    public void VirtualMachine_IsSaid(string value, string status) => Assert.Equal(status, _machine.With("machine.virtual", value).Look("virtual-machine")!.Status.ToString());

    [Fact]
    public void PowerSource_ThatIsAModel_IsSaid() => Assert.Equal(CheckStatus.Warn, _machine.Look("power-source")!.Status);

    [Fact]
    public void PowerSource_ThatMeasures_Passes()
    {
        AddRapl();
        Assert.Equal((CheckStatus.Pass, "components: cpu0-package + cpu0-dram"), (_machine.Look("power-source") is { } f ? (f.Status, f.Value) : default));
        Assert.Equal((CheckStatus.Pass, "both"), (_machine.Look("cpu-and-memory") is { } g ? (g.Status, g.Value) : default));
    }

    [Fact]
    public void PowerSource_ThatTheSpecAsksForInVain_Fails()
    {
        var finding = _machine.Look("power-source", "boundary=node")!;
        Assert.Equal((CheckStatus.Fail, "node"), (finding.Status, finding.Limit));
    }

    [Fact]
    public void CpuAndMemory_LeftOutThoughTheyCouldBeRead_AreSaid()
    {
        AddRapl();
        _machine.WithBoards(1);
        var finding = _machine.Look("cpu-and-memory", "boundary=gpu")!;
        Assert.Equal((CheckStatus.Warn, "left out"), (finding.Status, finding.Value));
        Assert.Contains("boundary: components", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(CheckStatus.Pass, _machine.Look("cpu-and-memory", "boundary=components")!.Status);
    }

    [Fact]
    public void CpuAndMemory_ThatCannotBeRead_HaveTheMetersRemedy()
    {
        _machine.WithBoards(1);
        var finding = _machine.Look("cpu-and-memory")!;
        Assert.Equal(CheckStatus.Warn, finding.Status);
        Assert.DoesNotContain("boundary: components", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3s", "Pass")]
    [InlineData("200ms", "Fail")]
    public void Windows_AreHeldAgainstTheSlowestSensor(string window, string status)
    {
        _machine.WithBoards(1); // which updates every 100 ms
        Assert.Equal(status, _machine.Look("window-length", $"measure.window={window}")!.Status.ToString());
    }

    [Fact]
    public void Meters_ThatTheSpecNamesAndThatAreSilent_Fail()
    {
        Assert.Null(_machine.LookPlanned("named-meters"));
        var finding = _machine.Look("named-meters", "meters=http://127.0.0.1:1/metrics")!;
        Assert.Equal(CheckStatus.Fail, finding.Status);
        Assert.Contains("127.0.0.1:1", finding.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "Pass")]
    [InlineData(false, "Warn")]
    [InlineData(null, "Unknown")]
    public void Clock_MattersWhereMetersAreElsewhere(bool? synchronised, string status)
    {
        _machine.ClockIsSynchronised = synchronised;
        Assert.Null(_machine.LookPlanned("clock"));
        Assert.Equal(status, _machine.Look("clock", "meters=http://192.0.2.1:1/metrics")!.Status.ToString());
    }

    private void AddRapl() => _machine.Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0");
}
