using Joulemark.Metering;
using Joulemark.Metering.Redfish;
using Joulemark.Testing.Servers;

namespace Joulemark.Tests.Metering.Redfish;

public sealed class RedfishMeterContractTests : MeterContractTests
{
    private readonly TestHost _host = new();
    private readonly FakeRedfish _bmc = FakeRedfish.Start(FakeBmcs.Hgx());

    protected override IMeter CreateMeter()
    {
        _host.Sources = [new MeterSource { Kind = "redfish", Url = _bmc.Url, Insecure = true }];
        return new RedfishMeterProvider().Probe(_host.ToHost()).Meters.Single();
    }

    protected override void LoseDevice() => _bmc.Behavior = _bmc.Behavior with { BreaksOff = true };

    protected override void Dispose(bool disposing)
    {
        _bmc.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        _host.Dispose();
        base.Dispose(disposing);
    }
}
