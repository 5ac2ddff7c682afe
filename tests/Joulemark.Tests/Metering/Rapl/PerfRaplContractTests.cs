using Joulemark.Metering;
using Joulemark.Metering.Rapl;

namespace Joulemark.Tests.Metering.Rapl;

public sealed class PerfRaplContractTests : MeterContractTests
{
    private readonly TestHost _host = new();

    protected override IMeter CreateMeter()
    {
        PerfRaplTests.SkipUnlessAllowed();
        _host.Sysfs.AddCpu(0, package: 0).AddPowerPmu(type: 1, "0", scale: 1e-9, "energy-pkg", "energy-ram");
        return new RaplMeterProvider().Probe(_host.ToHost()).Meters.Single();
    }

    /// <summary>What is open stays open, whatever becomes of the files that named it.</summary>
    protected override void LoseDevice() => Directory.Delete(Path.Combine(_host.Sysfs.Root, "bus"), recursive: true);

    protected override void Dispose(bool disposing)
    {
        _host.Dispose();
        base.Dispose(disposing);
    }
}
