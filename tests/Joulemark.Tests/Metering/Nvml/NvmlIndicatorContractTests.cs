using Joulemark.Metering;

namespace Joulemark.Tests.Metering.Nvml;

public sealed class NvmlIndicatorContractTests : MeterContractTests
{
    private NvmlFixture? _nvml;

    protected override IMeter CreateMeter()
    {
        _nvml = new NvmlFixture();
        _nvml.Library.AddBoard();
        return _nvml.Indicators();
    }

    protected override void LoseDevice() => _nvml!.Library.Lose(0);

    protected override void Dispose(bool disposing)
    {
        _nvml?.Dispose();
        base.Dispose(disposing);
    }
}
