using Joulemark.Metering;
using Joulemark.Metering.Nvml;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Metering.Nvml;

/// <summary>A host with a fake NVML library, and the meters found in it.</summary>
internal sealed class NvmlFixture : IDisposable
{
    private readonly TestHost _host = new();
    private readonly List<IMeter> _meters = [];

    public NvmlFixture(params IEnumerable<string> without)
    {
        Assert.SkipUnless(FakeNvml.Unavailable is null, FakeNvml.Unavailable ?? "");
        Library = new FakeNvml(without);
        _host.NvmlLibrary = Library.LibraryPath;
    }

    public FakeNvml Library { get; }

    public MeterProbe Probe()
    {
        var probe = new NvmlMeterProvider().Probe(_host.ToHost());
        _meters.AddRange(probe.Meters);
        return probe;
    }

    public static double?[] Read(IMeter meter)
    {
        var readings = new double?[meter.Channels.Count];
        meter.Read(readings);
        return readings;
    }

    public void Dispose()
    {
        foreach (var meter in _meters)
            meter.Dispose();
        Library.Dispose();
        _host.Dispose();
    }
}
