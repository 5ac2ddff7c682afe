using Joulemark.Metering;
using Joulemark.Metering.Modelled;

namespace Joulemark.Tests.Metering.Modelled;

public sealed class MachineModelMeterContractTests : MeterContractTests
{
    private readonly TestHost _host = new();

    protected override IMeter CreateMeter()
    {
        _host.Procfs.SetCpu("AMD EPYC 7763 64-Core Processor").SetCpuTime(10).SetMemory(16L << 30);
        var host = _host.ToHost();
        var meter = new MachineModelMeter(host, PowerModel.For(host));
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        return meter;
    }

    protected override void LoseDevice() => _host.Procfs.Clear();

    protected override void Dispose(bool disposing)
    {
        _host.Dispose();
        base.Dispose(disposing);
    }
}
