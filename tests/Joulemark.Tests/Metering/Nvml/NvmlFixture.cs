using Joulemark.Diagnostics;
using Joulemark.Machines.Nvidia;
using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Metering.Nvml;
using Joulemark.Records;
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

    /// <summary>The host's tree of devices, with an empty PCI bus.</summary>
    public FakeSysfs Sysfs => _host.Sysfs;

    public HostPaths Paths => _host.ToHost().Paths;

    /// <summary>What meters said.</summary>
    public List<Diagnostic> Reports { get; } = [];

    /// <summary>Adds a board unlike a H100.</summary>
    public int AddBoard(string name, NvmlArchitecture architecture, params IEnumerable<(string Key, string? Value)> others)
    {
        var index = Library.AddBoard();
        Library.SetBoard(index, "name", name);
        Library.SetBoard(index, "arch", (double)architecture);
        foreach (var (key, value) in others)
            Library.SetBoard(index, key, value);
        return index;
    }

    public MeterProbe Probe()
    {
        var probe = new NvmlMeterProvider().Probe(_host.ToHost() with { Report = Reports.Add });
        _meters.AddRange(probe.Meters);
        return probe;
    }

    /// <summary>The meters of joules and watts, one a board.</summary>
    public IReadOnlyList<IMeter> Energies() => Energies(Probe());

    public static IReadOnlyList<IMeter> Energies(MeterProbe probe) => [.. probe.Meters.Where(m => m.Channels[0].Reading != ReadingKind.Indicator)];

    /// <summary>The meter of the one board's joules and watts.</summary>
    public IMeter Energy() => Assert.Single(Energies());

    /// <summary>The meter of the one board's indicators.</summary>
    public IMeter Indicators() => Assert.Single(Probe().Meters, m => m.Channels[0].Reading == ReadingKind.Indicator);

    public static double?[] Read(IMeter meter)
    {
        var readings = new double?[meter.Channels.Count];
        meter.Read(readings);
        return readings;
    }

    public static double? Read(IMeter meter, string channel) => Read(meter)[meter.Channels.Index().Single(c => c.Item.Name == channel).Index];

    public void Dispose()
    {
        foreach (var meter in _meters)
            meter.Dispose();
        Library.Dispose();
        _host.Dispose();
    }
}
