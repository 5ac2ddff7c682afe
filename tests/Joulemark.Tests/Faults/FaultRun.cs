using System.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Watching;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Running;
using Joulemark.Tests.Metering;
using Xunit;

namespace Joulemark.Tests.Faults;

/// <summary>
/// A run against a fake device, from the provider's probe to the verdict, on a time line of its own: no test waits for time
/// to pass. Faults are put on the time line; a device shows what is true at each moment unless a fault keeps it from that.
/// </summary>
/// <param name="host">The host, whose clock moves along the time line.</param>
/// <param name="course">What happens when, and what is drawn.</param>
/// <param name="boundary">What is counted.</param>
/// <param name="show">Makes the devices show what is true at a second.</param>
internal sealed class FaultRun(TestHost host, FaultCourse course, Boundary boundary, Action<double> show) : IDisposable
{
    private const double SampleRate = 10;

    /// <summary>The first reading: neither edges nor steps of power fall on a regular one.</summary>
    private const double Phase = 0.031;

    private readonly MonotonicClock _clock = new(host.Time);
    private readonly List<(double Seconds, Action Act)> _line = [];
    private readonly List<(double From, double To)> _starved = [];
    private readonly List<MeterSample> _samples = [];
    private readonly List<RunEvent> _events = [];
    private readonly List<IWatch> _watches = [];
    private IReadOnlyList<IMeter> _meters = [];
    private TimeSpan _asleep;
    private double _shown = -1;

    /// <summary>The boards that are counted; all where none is named.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>Something that the run is told.</summary>
    public void Record(RunEvent told) => _events.Add(told);

    /// <summary>Something happens at a moment, in units.</summary>
    public FaultRun At(double units, Action happens)
    {
        _line.Add((units * course.Unit, happens));
        return this;
    }

    /// <summary>The sampler gets no CPU for a while, in units.</summary>
    public FaultRun Starve(double from, double to)
    {
        _starved.Add((from * course.Unit, to * course.Unit));
        return this;
    }

    /// <summary>The machine sleeps: the monotonic clock stands still meanwhile.</summary>
    public FaultRun Sleep(double units, TimeSpan duration) => At(units, () => _asleep += duration);

    /// <summary>The machine is watched by this, once in so many seconds.</summary>
    public FaultRun Watch(Func<MonotonicClock, IWatch> open, double period)
    {
        var watch = open(_clock);
        var log = new DisturbanceLog(_clock, (disturbance, now, _) => _events.Add(disturbance.ToEvent(now)), new SettingChanges());
        _watches.Add(watch);
        for (var t = 0.5; t < FaultCourse.Length * course.Unit; t += period)
        {
            _line.Add((t, () =>
            {
                log.BeginLook();
                watch.Look(log);
                log.EndLook();
            }));
        }

        return this;
    }

    /// <summary>Reads the one meter again and again until what it does in the background has brought a reading back.</summary>
    public void ReadUntilBack()
    {
        var started = Stopwatch.GetTimestamp();
        var readings = new double?[_meters[0].Channels.Count];
        do
        {
            Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < 30, "it did not come back");
            Thread.Yield();
            _meters[0].Read(readings);
        }
        while (readings[0] is null);
    }

    /// <summary>Probes, reads along the whole course, and judges.</summary>
    public FaultOutcome Play(IMeterProvider provider)
    {
        Show();
        var probe = provider.Probe(host.ToHost() with { Clock = _clock, Report = d => _events.Add(new RunEvent { Time = _clock.Now, Kind = "diagnostic", Message = d.Message, Diagnostic = d }) });
        _meters = probe.Meters;
        var watch = new ClockWatch(_clock, () => _asleep, (kind, message) => _events.Add(new RunEvent { Time = _clock.Now, Kind = kind, Message = message }));
        foreach (var meter in _meters)
            Schedule(meter);
        for (var t = 0.5; t < FaultCourse.Length * course.Unit; t++)
            _line.Add((t, watch.Look));
        foreach (var (seconds, act) in _line.OrderBy(l => l.Seconds))
        {
            host.Time.Advance(TimeSpan.FromSeconds(seconds) - (_clock.Now - default(Timestamp)));
            act();
        }

        return new FaultOutcome(course, Record(probe));
    }

    public void Dispose()
    {
        _watches.ForEach(w => w.Dispose());
        foreach (var meter in _meters)
            meter.Dispose();
    }

    /// <summary>At the meter's own pace, and at the edges as the run session does: fast meters there, slow ones right after the end.</summary>
    private void Schedule(IMeter meter)
    {
        var lane = new SamplerLane("test", [meter], _clock, TimeSpan.FromSeconds(1 / SampleRate), _samples.Add);
        void Sample(double seconds)
        {
            if (_starved.Exists(s => s.From <= seconds && seconds < s.To))
                return;
            _line.Add((seconds, () =>
            {
                Show();
                lane.SampleNow();
            }));
        }

        var period = meter.Pace.Period?.TotalSeconds ?? (1 / SampleRate);
        for (var i = 0; (i + Phase) * period < FaultCourse.Length * course.Unit; i++)
            Sample((i + Phase) * period);
        foreach (var (_, _, start, end) in FaultCourse.Stages)
        {
            if (!meter.Pace.MayBlock)
                Sample(start * course.Unit);
            Sample((end * course.Unit) + (meter.Pace.MayBlock ? 0.01 : 0));
        }
    }

    private void Show()
    {
        var now = _clock.Now.Seconds;
        if (now == _shown)
            return;
        show(now);
        _shown = now;
    }

    private RunRecord Record(MeterProbe probe)
    {
        var channels = probe.Meters.SelectMany(m => m.Channels).ToList();
        var sample = SampleRun.Make();
        return sample with
        {
            Header = sample.Header with { Boundary = boundary, SampleRate = SampleRate, Gpus = Gpus },
            Machine = new MachineSnapshot
            {
                Fingerprint = sample.Machine.Fingerprint,
                Channels = channels,
                Missing = probe.Missing,
                Calibrations = [.. channels.Where(Calibrator.IsSensor).Select(Calibrate)],
            },
            Windows = [.. course.Windows()],
            Requests = [.. course.Requests()],
            Samples = _samples,
            Events = _events,
        };
    }

    private ChannelCalibration Calibrate(Channel channel)
    {
        var changes = new ChangeRecord();
        foreach (var sample in _samples.Where(s => s.Channel == channel.Name))
            changes.Add(sample.Time, sample.Reading);
        return changes.Describe(channel);
    }
}
