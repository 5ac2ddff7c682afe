using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Watching;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Testing.Devices;
using Microsoft.Extensions.Time.Testing;

namespace Joulemark.Tests.Machines.Watching;

/// <summary>A host of fake trees on a time line of its own, and a log of what a watch sees at each look.</summary>
internal sealed class WatchFixture : IDisposable
{
    private readonly DisturbanceLog _log;
    private readonly List<RunEvent> _events = [];

    public WatchFixture()
    {
        Procfs.SetCpu("test", 4).SetProcess(2, "kthreadd", parent: 0);
        Clock = new MonotonicClock(Time);
        _log = new DisturbanceLog(Clock, (disturbance, now, isNew) =>
        {
            _events.Add(disturbance.ToEvent(now));
            if (isNew)
                New++;
        }, Changes);
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000));

    /// <summary>Changes of settings that the run itself makes.</summary>
    public SettingChanges Changes { get; } = new();

    public FakeSysfs Sysfs { get; } = new();

    public FakeProcfs Procfs { get; } = new();

    public MonotonicClock Clock { get; }

    public SystemUnderTest UnderTest { get; } = new();

    public string NvmlLibrary { get; init; } = "none";

    public HostPaths Paths => new() { Sysfs = Sysfs.Root, Procfs = Procfs.Root, NvmlLibrary = NvmlLibrary };

    /// <summary>What watches said of themselves.</summary>
    public List<Diagnostic> Reports { get; } = [];

    /// <summary>Disturbances that were told as new.</summary>
    public int New { get; private set; }

    /// <summary>The events as they were written.</summary>
    public IReadOnlyList<RunEvent> Events => _events;

    /// <summary>What the events come to.</summary>
    public IReadOnlyList<Disturbance> Seen => Disturbance.Of(_events);

    /// <summary>Lets time pass, and looks.</summary>
    public void Look(IWatch watch, double seconds = 1)
    {
        Time.Advance(TimeSpan.FromSeconds(seconds));
        _log.BeginLook();
        watch.Look(_log);
        _log.EndLook();
    }

    public void Finish() => _log.Finish();

    public void Dispose()
    {
        Sysfs.Dispose();
        Procfs.Dispose();
    }
}
