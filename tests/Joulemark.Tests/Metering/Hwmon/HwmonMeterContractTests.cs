using Joulemark.Metering;
using Joulemark.Metering.Hwmon;

namespace Joulemark.Tests.Metering.Hwmon;

public sealed class HwmonMeterContractTests : MeterContractTests
{
    private readonly TestHost _host = new();

    protected override IMeter CreateMeter()
    {
        _host.Sysfs.AddHwmon(0, "xe", "0000:03:00.0")
            .Write("class/hwmon/hwmon0/energy1_input", "5000000").Write("class/hwmon/hwmon0/energy2_input", "4000000");
        return new HwmonMeterProvider().Probe(_host.ToHost()).Meters.Single();
    }

    protected override void LoseDevice()
    {
        File.WriteAllText(Path.Combine(_host.Sysfs.Root, "class/hwmon/hwmon0/energy1_input"), "");
        File.Delete(Path.Combine(_host.Sysfs.Root, "class/hwmon/hwmon0/energy2_input"));
    }

    protected override void Dispose(bool disposing)
    {
        _host.Dispose();
        base.Dispose(disposing);
    }
}
