using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Nvidia;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>
/// Watches the machine while a run goes on, on two threads of its own: the GPUs' driver, which may hang, and the kernel's
/// trees. Nothing of it ever delays a window.
/// </summary>
internal sealed class MachineWatch : IDisposable
{
    private static readonly TimeSpan GpuPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan HostPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(5);
    private readonly Action<Disturbance, Timestamp, bool> _write;
    private readonly Action<Diagnostic> _report;
    private readonly Action<ServerBoards>? _place;
    private readonly WatchThread _gpus;
    private readonly WatchThread _host;
    private readonly SettingChanges _changes = new();
    private readonly Lock _lock = new();
    private bool _isClosed;
    private bool _saidHang;

    /// <param name="paths">Where the host's trees and libraries are.</param>
    /// <param name="underTest">What belongs to the run.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="mostBackground">Most of all CPUs that others may keep busy before they are named.</param>
    /// <param name="write">Takes the disturbances as they begin and end; the last says whether it is a new one. Called from either thread, one at a time.</param>
    /// <param name="report">Takes what there is to say of watching itself.</param>
    /// <param name="place">Takes on which GPUs what is under test is, at each change; null for nobody.</param>
    public MachineWatch(
        HostPaths paths, SystemUnderTest underTest, MonotonicClock clock, double mostBackground, Action<Disturbance, Timestamp, bool> write, Action<Diagnostic> report,
        Action<ServerBoards>? place = null)
    {
        (_write, _report, _place) = (write, report, place);
        _gpus = new WatchThread("gpus", () => OpenGpus(paths, underTest, clock), GpuPeriod, new DisturbanceLog(clock, Write, _changes), Report);
        _host = new WatchThread("host", () => OpenHost(paths, underTest, mostBackground), HostPeriod, new DisturbanceLog(clock, Write, _changes), Report);
    }

    /// <summary>CPU time that watching has cost since it began, opening left out.</summary>
    public TimeSpan Cost => _gpus.Cost + _host.Cost;

    /// <summary>Begins to watch.</summary>
    public void Start()
    {
        _gpus.Start();
        _host.Start();
    }

    /// <summary>Has both threads look soon, at a window's edge say, without waiting for them.</summary>
    public void LookSoon()
    {
        _gpus.LookSoon();
        _host.LookSoon();
    }

    /// <summary>To be held while this run itself changes settings: they are taken as they are afterwards, and are no disturbance.</summary>
    public IDisposable ChangeSettings() => _changes.Begin();

    /// <summary>Ends it, after one more look. What lasts still is over then, as far as this run is concerned.</summary>
    public void Dispose()
    {
        _gpus.Dispose();
        _host.Dispose();
        lock (_lock)
            _isClosed = true; // a look that hangs now may come back to a folder that is closed
    }

    private IEnumerable<IWatch> OpenGpus(HostPaths paths, SystemUnderTest underTest, MonotonicClock clock) =>
        NvmlProcesses.TryOpen(paths) is { } nvml ? [new GpuProcessWatch(nvml, new ProcessOwners(paths, underTest), clock, Report, Place), new GpuSettingsWatch(nvml)] : [];

    private IEnumerable<IWatch> OpenHost(HostPaths paths, SystemUnderTest underTest, double mostBackground) =>
    [
        new HangWatch(this),
        new ServerProcessWatch(paths, underTest),
        new CpuSettingsWatch(paths),
        new CpuThermalWatch(paths),
        new MemoryWatch(paths),
        new BackgroundWatch(paths, new ProcessOwners(paths, underTest), mostBackground),
    ];

    private void Write(Disturbance disturbance, Timestamp now, bool isNew)
    {
        lock (_lock)
        {
            if (!_isClosed)
                _write(disturbance, now, isNew);
        }
    }

    private void Report(Diagnostic diagnostic)
    {
        lock (_lock)
        {
            if (!_isClosed)
                _report(diagnostic);
        }
    }

    private void Place(ServerBoards boards)
    {
        lock (_lock)
        {
            if (!_isClosed)
                _place?.Invoke(boards);
        }
    }

    private void CheckGpus()
    {
        if (_saidHang || _gpus.Looking is not { } looking || looking < Hang)
            return;
        _saidHang = true;
        Report(new Diagnostic("JM6050", DiagnosticSeverity.Warning,
            string.Create(CultureInfo.InvariantCulture, $"the GPUs cannot be watched: a call into NVIDIA's driver has not come back for {looking.TotalSeconds:0} s; who else is on them would not be seen"),
            "See sudo dmesg | grep -i -e nvrm -e xid; a GPU that hangs needs a reset or a reboot."));
    }

    /// <summary>Looks at the other thread, whose calls may not come back.</summary>
    private sealed class HangWatch(MachineWatch watch) : IWatch
    {
        public void Look(DisturbanceLog log) => watch.CheckGpus();

        public void Dispose()
        {
            // It has nothing of its own.
        }
    }
}
