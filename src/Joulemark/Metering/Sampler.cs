using System.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>
/// Reads every meter on a thread of its own, on absolute deadlines, so that neither the load nor a late reading makes the
/// pace drift.
/// </summary>
internal sealed class Sampler : IDisposable
{
    private readonly IReadOnlyList<IMeter> _meters;
    private readonly MonotonicClock _clock;
    private readonly Action<MeterSample> _record;
    private readonly TimeSpan _period;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Lock _reading = new();
    private long _overruns;
    private string? _fault;

    /// <param name="meters">What to read.</param>
    /// <param name="clock">Stamps the samples.</param>
    /// <param name="rate">Sweeps a second.</param>
    /// <param name="record">Takes each sample; called on the sampler's thread, must return at once.</param>
    public Sampler(IReadOnlyList<IMeter> meters, MonotonicClock clock, double rate, Action<MeterSample> record)
    {
        _meters = meters;
        _clock = clock;
        _record = record;
        _period = TimeSpan.FromSeconds(1 / rate);
        _thread = new Thread(Run) { Name = "joulemark sampler", IsBackground = true, Priority = ThreadPriority.AboveNormal };
    }

    /// <summary>Sweeps that came a whole period late.</summary>
    public long Overruns => Interlocked.Read(ref _overruns);

    /// <summary>What a meter threw first; null while none did.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    public void Start() => _thread.Start();

    /// <summary>Reads every meter now, beside the regular pace, so that a window's edge is bracketed at once.</summary>
    public void SampleNow() => Sweep();

    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive)
            _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        var next = Stopwatch.GetTimestamp();
        var step = (long)(_period.TotalSeconds * Stopwatch.Frequency);
        while (!_stop.IsSet)
        {
            Sweep();
            next += step;
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
            if (wait < -_period)
            {
                // So late that whole sweeps were missed: count them, and go on from here rather than race to catch up.
                Interlocked.Add(ref _overruns, (long)(-wait / _period));
                next = Stopwatch.GetTimestamp();
            }
            else if (wait > TimeSpan.Zero)
            {
                _stop.Wait(wait);
            }
        }
    }

    private void Sweep()
    {
        lock (_reading)
        {
            foreach (var meter in _meters)
                Read(meter);
        }
    }

    private void Read(IMeter meter)
    {
        Span<double?> readings = stackalloc double?[meter.Channels.Count];
        var before = _clock.Now;
        try
        {
            meter.Read(readings);
        }
        catch (Exception e)
        {
            // A meter must not throw. One that does is missing from here on, and the others and the run go on.
            readings.Clear();
            _fault ??= e.ToString();
        }

        var after = _clock.Now;

        // The reading was taken somewhere in between; its middle halves the worst error.
        var time = new Timestamp(before.Nanoseconds + ((after.Nanoseconds - before.Nanoseconds) / 2));
        for (var i = 0; i < readings.Length; i++)
            _record(new MeterSample(time, meter.Channels[i].Name, readings[i]));
    }
}
