using System.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>One of the sampler's threads with the meters that it reads, each at its own pace.</summary>
internal sealed class SamplerLane : IDisposable
{
    /// <summary>Pause before a source is asked for a newer reading, so as not to press it.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    private readonly MonotonicClock _clock;
    private readonly Action<MeterSample> _record;
    private readonly Turn[] _turns;
    private readonly Thread _thread;
    private readonly LaneBell _bell = new();
    private readonly Lock _reading = new();
    private TaskCompletionSource? _moved;
    private int _pause;
    private long _overruns;
    private long _newest = long.MinValue; // time of the newest reading, in nanoseconds
    private string? _fault;

    public SamplerLane(string name, IReadOnlyList<IMeter> meters, MonotonicClock clock, TimeSpan regular, Action<MeterSample> record)
    {
        _clock = clock;
        _record = record;
        _turns = [.. meters.Select(m => new Turn(m, (long)((m.Pace.Period ?? regular).TotalSeconds * Stopwatch.Frequency)))];
        _thread = new Thread(Run) { Name = name, IsBackground = true, Priority = ThreadPriority.AboveNormal };
    }

    /// <summary>Readings that came a whole period late and were left out.</summary>
    public long Overruns => Interlocked.Read(ref _overruns);

    /// <summary>What a meter threw first; null while none did.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>The sources it reads, for messages.</summary>
    public string Sources => string.Join(", ", _turns.SelectMany(t => t.Meter.Channels).Select(c => c.Source).Distinct(StringComparer.Ordinal));

    public IEnumerable<IMeter> Meters => _turns.Select(t => t.Meter);

    public void Start() => _thread.Start();

    /// <summary>Reads every meter now, on the caller's thread.</summary>
    public void SampleNow()
    {
        lock (_reading)
        {
            foreach (var turn in _turns)
                Read(turn);
        }
    }

    /// <summary>Has the lane's own thread read every meter now.</summary>
    /// <returns>Completes when it has; not while a reading hangs.</returns>
    public Task SampleSoon() => _bell.AskForReading();

    /// <summary>
    /// Has the lane's own thread read beside its pace, until it has a reading from after a moment, or for so long at most. A
    /// source that stamps its readings may answer with an older one first.
    /// </summary>
    public async Task SampleAfterAsync(Timestamp moment, TimeSpan patience)
    {
        var end = _clock.Now + patience;
        while (true)
        {
            var read = SampleSoon();
            await Task.WhenAny(read, _clock.Delay(end - _clock.Now, CancellationToken.None));
            if (!read.IsCompleted || Interlocked.Read(ref _newest) >= moment.Nanoseconds || _clock.Now + AskAgain >= end)
                return;
            await _clock.Delay(AskAgain, CancellationToken.None);
        }
    }

    /// <summary>Takes over what is known of the channels' update periods.</summary>
    public void Know(IReadOnlyDictionary<string, Channel> channels)
    {
        foreach (var turn in _turns)
            turn.Channels = [.. turn.Channels.Select(c => channels.GetValueOrDefault(c.Name, c))];
    }

    /// <summary>Reads meters with slow counters densely from now on, beside the lane's pace and on its own thread.</summary>
    /// <param name="untilMoved">True until each has moved; false for as long as that may take.</param>
    /// <param name="patience">Longest to wait for a reading under way; when it goes on, there is no dense reading.</param>
    /// <returns>Completes when it has ended.</returns>
    public Task ReadDensely(bool untilMoved, TimeSpan patience)
    {
        Task ended;
        if (!_turns.Any(t => t.Channels.Any(c => SlowCounter.PeriodOf(c) is not null)) || !_reading.TryEnter(patience))
            return Task.CompletedTask;
        try
        {
            foreach (var turn in _turns)
                turn.Dense = DenseReading.Of(turn.Channels, turn.Last, untilMoved);
            if (_bell.IsStopped || !_turns.Any(t => t.Dense is not null))
                return Task.CompletedTask;
            _moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ended = _moved.Task;
        }
        finally
        {
            _reading.Exit();
        }

        _bell.Ring();
        return ended;
    }

    /// <summary>Runs something with the meters while nobody else reads them.</summary>
    public void Exclusively(Action<IReadOnlyList<IMeter>> measure)
    {
        lock (_reading)
        {
            measure([.. _turns.Select(t => t.Meter)]);
            _pause++;
        }
    }

    public void Stop() => _bell.Stop();

    /// <summary>Waits for the thread to end after <see cref="Stop"/>.</summary>
    /// <returns>False when a reading hangs; its thread ends with the process, and must find its bell and its meters alive until then.</returns>
    public bool End(TimeSpan patience) => !_thread.IsAlive || _thread.Join(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);

    /// <summary>Breaks readings off where their meters can do that.</summary>
    public void Interrupt()
    {
        foreach (var meter in Meters.OfType<IInterruptibleMeter>())
            meter.Interrupt();
    }

    /// <summary>Once the thread has ended.</summary>
    public void Dispose() => _bell.Dispose();

    private void Run()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var turn in _turns)
            turn.Next = start;
        while (!_bell.IsStopped)
        {
            var asked = _bell.Take();
            foreach (var turn in _turns)
            {
                if (asked is not null || turn.Due <= Stopwatch.GetTimestamp())
                    TakeTurn(turn, beside: turn.Next > Stopwatch.GetTimestamp());
            }

            asked?.TrySetResult();
            SteadyWait.Until(_turns.Min(t => t.Due), _bell.Wake);
        }

        _bell.Take()?.TrySetResult();
        lock (_reading)
            _moved?.TrySetResult();
    }

    private void TakeTurn(Turn turn, bool beside)
    {
        int pause;
        lock (_reading)
        {
            Read(turn);
            EndDense(turn);
            pause = _pause;
        }

        if (beside)
            return;
        if (turn.Pause != pause)
        {
            // Held back on purpose: begin anew from here, and call nothing late.
            (turn.Pause, turn.Next) = (pause, Stopwatch.GetTimestamp() + turn.Step);
            return;
        }

        turn.Next += turn.Step;
        var late = Stopwatch.GetTimestamp() - turn.Next;
        if (late > turn.Step)
        {
            // So late that whole turns were missed: count them, and go on from here rather than race to catch up.
            Interlocked.Add(ref _overruns, late / turn.Step);
            turn.Next += late / turn.Step * turn.Step;
        }
    }

    private void EndDense(Turn turn)
    {
        if (turn.Dense is not { } dense || !dense.IsDone(turn.Last))
            return;
        turn.Dense = null;
        if (_turns.Any(t => t.Dense is not null))
            return;
        _moved?.TrySetResult();
        _moved = null;
    }

    private void Read(Turn turn)
    {
        var meter = turn.Meter;
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
        readings.CopyTo(turn.Last);

        // The reading was taken somewhere in between; its middle halves the worst error.
        var time = new Timestamp(before.Nanoseconds + ((after.Nanoseconds - before.Nanoseconds) / 2));
        Span<Timestamp?> times = stackalloc Timestamp?[readings.Length];
        times.Clear();
        (meter as ITimedMeter)?.ReadTimes(times);
        var newest = long.MaxValue;
        for (var i = 0; i < readings.Length; i++)
        {
            if (readings[i] is not null)
                newest = Math.Min(newest, (times[i] ?? time).Nanoseconds);

            // A reading with the time of the one before is that one again, and no news.
            if (times[i] is { } own && own == turn.Times[i])
                continue;
            turn.Times[i] = times[i];
            _record(new MeterSample(times[i] ?? time, meter.Channels[i].Name, readings[i]));
        }

        // A reading that failed altogether is as new as one can be had: there is nothing to wait for.
        Interlocked.Exchange(ref _newest, newest == long.MaxValue ? time.Nanoseconds : newest);
    }

    /// <summary>A meter's place in the order: when it is due, and how far apart its readings are, in stopwatch ticks.</summary>
    private sealed class Turn(IMeter meter, long step)
    {
        public IMeter Meter { get; } = meter;

        /// <summary>Its channels, with update periods as they are known by now.</summary>
        public IReadOnlyList<Channel> Channels { get; set; } = meter.Channels;

        /// <summary>What they read last.</summary>
        public double?[] Last { get; } = new double?[meter.Channels.Count];

        /// <summary>How it is read beside its pace; null where it is not.</summary>
        public DenseReading? Dense { get; set; }

        /// <summary>When to read it, by its pace or beside it.</summary>
        public long Due => Dense is { } dense ? Math.Min(dense.Next, Next) : Next;

        /// <summary>Times that the meter itself gave its last readings, by channel.</summary>
        public Timestamp?[] Times { get; } = new Timestamp?[meter.Channels.Count];

        public long Step { get; } = step;

        public long Next { get; set; }

        /// <summary>How many times the lane had been held back when its next reading was set.</summary>
        public int Pause { get; set; }
    }
}
