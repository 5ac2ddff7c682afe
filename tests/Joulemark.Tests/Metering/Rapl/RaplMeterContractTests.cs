using Joulemark.Metering;
using Joulemark.Metering.Rapl;

namespace Joulemark.Tests.Metering.Rapl;

public sealed class RaplMeterContractTests : MeterContractTests
{
    private readonly TestHost _host = new();

    protected override IMeter CreateMeter()
    {
        _host.Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0");
        return new RaplMeterProvider().Probe(_host.ToHost()).Meters.Single();
    }

    protected override void LoseDevice()
    {
        _host.Sysfs.FailReads("intel-rapl:0");
        _host.Sysfs.Remove("intel-rapl:0:0");
    }

    protected override void Dispose(bool disposing)
    {
        _host.Dispose();
        base.Dispose(disposing);
    }
}
