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

    [Fact]
    public void Meter_ThatIsLeft_IsNotDisposed()
    {
        var closed = new List<string>();
        var (hung, other) = (new ScriptedMeter("gpu0", () => 1) { Disposing = () => closed.Add("gpu0") }, new ScriptedMeter("gpu1", () => 1) { Disposing = () => closed.Add("gpu1") });
        var set = MeterSet.Probe(new MeterHost(new HostPaths(), new MonotonicClock(TimeProvider.System), new SystemUnderTest()), [new Given(hung, other)]);
        set.Leave([hung]);
        set.Dispose();
        Assert.Equal(["gpu1"], closed);
    }

    private sealed class Given(params IReadOnlyList<IMeter> meters) : IMeterProvider
    {
        public string Name => "test";

        public MeterProbe Probe(MeterHost host) => new(meters, []);
    }

    private sealed class Twice : IMeterProvider
    {
        public string Name => "test";

        public MeterProbe Probe(MeterHost host) => new([new ScriptedMeter("node", () => 1), new ScriptedMeter("node", () => 2)], []);
    }
}
