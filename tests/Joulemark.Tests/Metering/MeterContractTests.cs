using Joulemark.Metering;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Metering;

/// <summary>Every meter's tests derive from this: what a meter owes, whatever it reads.</summary>
public abstract class MeterContractTests : IDisposable
{
    [Fact]
    public void Meter_Working_KeepsTheContract()
    {
        using var meter = CreateMeter();
        Assert.Empty(MeterContract.Check(meter));
    }

    [Fact]
    public void Meter_WhenItsDeviceGoes_NeitherThrowsNorGivesZero()
    {
        using var meter = CreateMeter();
        Assert.Empty(MeterContract.CheckLoss(meter, LoseDevice));
    }

    [Fact]
    public void Meter_DisposedTwice_DoesNotThrow()
    {
        var meter = CreateMeter();
        meter.Dispose();
        meter.Dispose();
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A meter whose device works.</summary>
    protected abstract IMeter CreateMeter();

    /// <summary>Takes the device of the meter away.</summary>
    protected abstract void LoseDevice();

    protected virtual void Dispose(bool disposing)
    {
    }
}
