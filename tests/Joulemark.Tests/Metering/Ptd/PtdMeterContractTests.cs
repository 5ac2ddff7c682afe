using Joulemark.Metering;
using Joulemark.Metering.Ptd;
using Joulemark.Testing.Servers;

namespace Joulemark.Tests.Metering.Ptd;

public sealed class PtdMeterContractTests : MeterContractTests
{
    private readonly TestHost _host = new();
    private readonly FakePtd _daemon;

    public PtdMeterContractTests() => _daemon = FakePtd.Start(time: _host.Time);

    protected override IMeter CreateMeter()
    {
        _host.Sources = [new MeterSource { Kind = "ptdaemon", Url = _daemon.Url }];
        return new PtdMeterProvider().Probe(_host.ToHost()).Meters.Single();
    }

    protected override void LoseDevice()
    {
        _daemon.Behavior = _daemon.Behavior with { IsDown = true };
        _daemon.Drop();
    }

    protected override void Dispose(bool disposing)
    {
        _daemon.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        _host.Dispose();
        base.Dispose(disposing);
    }
}
