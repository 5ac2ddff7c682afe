using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Metrology;
using Xunit;

namespace Joulemark.Tests.Metering;

public sealed class MeterSetTests
{
    [Fact]
    public void TwoChannels_OfOneName_AreTheUsersMistake()
    {
        var host = new MeterHost(new HostPaths(), new MonotonicClock(TimeProvider.System), new SystemUnderTest());
        var error = Assert.Throws<JoulemarkException>(() => MeterSet.Probe(host, [new Twice()]));
        Assert.Equal((ExitCode.BadUsage, "JM2013"), (error.ExitCode, error.Diagnostics[0].Id));
        Assert.Contains("'node'", error.Message, StringComparison.Ordinal);
    }

    private sealed class Twice : IMeterProvider
    {
        public string Name => "test";

        public MeterProbe Probe(MeterHost host) => new([new ScriptedMeter("node", () => 1), new ScriptedMeter("node", () => 2)], []);
    }
}
