using Joulemark.Metering;
using Joulemark.Metering.Exporters;
using Xunit;

namespace Joulemark.Tests.Metering.Exporters;

public sealed class PrometheusMachinesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:9090/", 1)]
    [InlineData("http://[::1]:9090/", 1)]
    [InlineData("http://prometheus.invalid:9090/", 0)]
    public void Localhost_IsTheMachineOfTheServer(string server, int series)
    {
        Assert.Equal(series, Select(server, "localhost:9100", "node8:9100"));
        Assert.Equal(series, Select(server, "[::1]:9100", "node8:9100"));
        Assert.Equal(series, Select(server, "127.0.0.1:9100"));
    }

    [Fact]
    public void Localhost_OfAServerByOurOwnName_IsThisMachine() =>
        Assert.Equal(1, Select($"http://{Environment.MachineName}:9090/", "localhost:9100", "node8:9100"));

    [Fact]
    public void OwnName_IsThisMachine_WhereverTheServerIs() =>
        Assert.Equal(1, Select("http://prometheus.invalid:9090/", $"{Environment.MachineName}:9100", "localhost:9100"));

    private static int Select(string server, params string[] instances) => PrometheusMachines.Select(
        new MeterSource { Kind = "prometheus", Url = new Uri(server) },
        [.. instances.Select(i => new MetricSample("m", new Dictionary<string, string>(StringComparer.Ordinal) { ["instance"] = i }, 1))],
        out _).Count;
}
