using Joulemark.Metering;

namespace Joulemark.Tests.Metering.Nvml;

public sealed class NvmlMeterContractTests : MeterContractTests
{
    private NvmlFixture? _nvml;

    protected override IMeter CreateMeter()
    {
        _nvml = new NvmlFixture();
        _nvml.Library.AddBoard();
        _nvml.Library.SetBoard(0, "memory_share", 0.2);
        _nvml.Library.SetBoard(0, "module_w", 20);
        return _nvml.Energy();
    }

    protected override void LoseDevice() => _nvml!.Library.Lose(0);

    protected override void Dispose(bool disposing)
    {
        _nvml?.Dispose();
        base.Dispose(disposing);
    }
}
