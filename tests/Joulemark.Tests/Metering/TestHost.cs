using System.Collections.Concurrent;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Testing.Devices;
using Microsoft.Extensions.Time.Testing;

namespace Joulemark.Tests.Metering;

/// <summary>A host made of fakes: nothing of the machine that runs the tests shows through.</summary>
internal sealed class TestHost : IDisposable
{
    public FakeSysfs Sysfs { get; } = new();

    public FakeProcfs Procfs { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public SystemUnderTest SystemUnderTest { get; } = new();

    public string NvmlLibrary { get; set; } = "/nowhere/libnvidia-ml.so.1";

    /// <summary>Sources that the user names.</summary>
    public IReadOnlyList<MeterSource> Sources { get; set; } = [];

    /// <summary>What meters had to say.</summary>
    public ConcurrentQueue<Diagnostic> Reports { get; } = new();

    public MeterHost ToHost() => new(
        new HostPaths { Sysfs = Sysfs.Root, Procfs = Procfs.Root, NvmlLibrary = NvmlLibrary },
        new MonotonicClock(Time),
        SystemUnderTest)
    {
        Sources = Sources,
        Report = Reports.Enqueue,
    };

    /// <summary>The reports of one id.</summary>
    public IReadOnlyList<Diagnostic> Reported(string id) => [.. Reports.Where(r => r.Id == id)];

    /// <summary>The channels' names, for a comparison that shows both lists when it fails.</summary>
    public static string Names(IEnumerable<Channel> channels) => string.Join(' ', channels.Select(c => c.Name));

    public void Dispose()
    {
        Sysfs.Dispose();
        Procfs.Dispose();
    }
}
