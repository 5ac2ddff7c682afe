using Joulemark.Metering;
using Joulemark.Metering.Nvml;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Metering.Nvml;

public sealed class NvmlMeterContractTests : MeterContractTests
{
    private readonly TestHost _host = new();
    private FakeNvml? _nvml;

    protected override IMeter CreateMeter()
    {
        Assert.SkipUnless(FakeNvml.Unavailable is null, FakeNvml.Unavailable ?? "");
        _nvml = new FakeNvml();
        _nvml.AddBoard();
        _host.NvmlLibrary = _nvml.LibraryPath;
        return new NvmlMeterProvider().Probe(_host.ToHost()).Meters.Single();
    }

    protected override void LoseDevice() => _nvml!.Lose(0);

    protected override void Dispose(bool disposing)
    {
        _nvml?.Dispose();
        _host.Dispose();
        base.Dispose(disposing);
    }
}
