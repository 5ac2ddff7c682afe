using Joulemark.Metering;
using Joulemark.Metering.Modelled;
using Xunit;

namespace Joulemark.Tests.Metering.Modelled;

public sealed class ProcessModelMeterContractTests : MeterContractTests
{
    private readonly TestHost _host = new();

    protected override IMeter CreateMeter()
    {
        // Its device is a process, and the one at hand is this one.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's /proc");
        var host = _host.ToHost();
        host = host with { Paths = host.Paths with { Procfs = "/proc" } };
        _host.SystemUnderTest.RootProcess = Environment.ProcessId;
        return new ProcessModelMeter(host, PowerModel.For(host));
    }

    protected override void LoseDevice() => _host.SystemUnderTest.RootProcess = int.MaxValue;

    protected override void Dispose(bool disposing)
    {
        _host.Dispose();
        base.Dispose(disposing);
    }
}
