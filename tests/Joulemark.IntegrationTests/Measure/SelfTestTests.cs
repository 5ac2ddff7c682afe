using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Measure;

/// <summary><c>joulemark selftest</c>: what metering costs, told in figures or said to be out of sight.</summary>
public sealed class SelfTestTests : IDisposable
{
    private readonly FakeSysfs _sysfs = new();

    [Fact]
    public async Task SelfTest_WithCounters_SeesCpuTimeAndPower()
    {
        using var rapl = new FakeRaplClock(_sysfs, _ => 100);
        var result = (await RunAsync("--json", "--phase", "300ms", "--sample-rate", "50")).Expect(0).Says("1 of 8", "without metering", "with metering").Json;

        // The fake draws 100 + 10 W whatever is done: metering adds nothing to it, within what a busy machine makes of edges.
        var power = result.GetProperty("power");
        Assert.Equal(4, power.GetProperty("n").GetInt32());
        Assert.InRange(power.GetProperty("value").GetDouble(), -30, 30);
        Assert.Equal(["cpu0-package", "cpu0-dram"], result.GetProperty("power_channels").EnumerateArray().Select(c => c.GetString()));
        Assert.NotEqual(JsonValueKind.Null, result.GetProperty("cpu_share").GetProperty("value").ValueKind);
        Assert.True(result.GetProperty("jitter_p99_s").GetDouble() >= 0);
        Assert.Contains(result.GetProperty("meters").EnumerateArray(), m => m.GetProperty("source").GetString() == "rapl" && m.GetProperty("read_s").GetDouble() > 0);
        Assert.Equal([false, true], result.GetProperty("client").EnumerateArray().Select(c => c.GetProperty("one_by_one").GetBoolean()));
        Assert.All(result.GetProperty("client").EnumerateArray(), client =>
        {
            Assert.True(client.GetProperty("taken_per_second").GetDouble() > 0);
            Assert.True(client.GetProperty("tokens_per_second").GetDouble() >= client.GetProperty("taken_per_second").GetDouble());
            Assert.True(client.GetProperty("reads_per_second").GetDouble() > 0);
        });
    }

    [Fact]
    public async Task SelfTest_WhereNothingIsMeasured_SaysThatPowerCannotBeSeen()
    {
        var result = (await RunAsync("--phase", "100ms")).Expect(0);
        Assert.Contains("cannot be seen here", result.Output, StringComparison.Ordinal);
        Assert.Contains("% of one core", result.Output, StringComparison.Ordinal);
        Assert.Contains("tokens/s", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SelfTest_OfPhasesTooShort_IsRefused() => (await RunAsync("--phase", "1ms")).Expect(2).Says("100ms");

    public void Dispose() => _sysfs.Dispose();

    private Task<CliResult> RunAsync(params string[] options) =>
        CliProcess.RunAsync(["selftest", .. options], new Dictionary<string, string>(StringComparer.Ordinal) { ["JOULEMARK_SYSFS"] = _sysfs.Root });
}
