using System.Collections.Concurrent;
using Joulemark.Analysis;
using Joulemark.Analysis.Checks;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Joulemark.Machines.Watching;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Storage;

namespace Joulemark.Running;

/// <summary>
/// What every kind of run shares: one clock, the meters on their sampler, the ledger, and the run folder in which all of
/// it is recorded. Who runs a benchmark or a command opens and closes stretches of time on it.
/// </summary>
internal sealed class RunSession : IAsyncDisposable
{
    /// <summary>Longest to wait for a slow source's reading after a window's end; its next reading brackets the end as well.</summary>
    private static readonly TimeSpan EdgePatience = TimeSpan.FromSeconds(3);

    /// <summary>Update periods of slow counters before a stretch in which they are read densely: one update for certain.</summary>
    private const double ApproachPeriods = 1.2;

    /// <summary>Longest to wait, beyond their time, for gauged sensors of which one hangs.</summary>
    private static readonly TimeSpan CalibrationPatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);

    private readonly RunSettings _settings;
    private readonly RunFolderWriter _folder;
    private readonly MeterSet _meters;
    private readonly Sampler _sampler;
    private readonly ClockWatch _watch;
    private readonly ITimer _watching;
    private readonly MachineWatch _machineWatch;
    private readonly List<Diagnostic> _early = [];
    private readonly Dictionary<string, ChannelCalibration> _calibrations = new(StringComparer.Ordinal);
    private MachineSnapshot _machine;

    /// <summary>Finds the meters, settles the boundary, makes the run folder.</summary>
    /// <param name="settings">Where things are.</param>
    /// <param name="options">What to meter.</param>
    /// <param name="header">Makes the run's header.</param>
    /// <param name="check">Refuses what these meters cannot do, by throwing; null for nothing to refuse.</param>
    /// <exception cref="JoulemarkException">The boundary cannot be measured here, or the folder cannot be written.</exception>
    public RunSession(RunSettings settings, SessionOptions options, Func<MonotonicClock, Ledger?, RunHeader> header, Action<Ledger?, IReadOnlyList<Channel>>? check = null)
    {
        _early.AddRange(LeftoverSettings.Refuse(settings.Paths));
        _settings = settings;
        Clock = new MonotonicClock(settings.TimeProvider);
        _meters = MeterSet.Probe(new MeterHost(settings.Paths, Clock, UnderTest) { Sources = options.Sources, Report = Report });
        try
        {
            BoundaryChoice.RequireNamed(options.Sources, _meters);
            Node = _meters.Channels.Any(c => c.Node is not null && c.Node == options.Node) ? options.Node : null;
            Ledger = BoundaryChoice.Make(options.Boundary, _meters, Node, options.Gpus);
            check?.Invoke(Ledger, _meters.Channels);
            var facts = MachineProbe.Capture(settings.Paths);
            _machine = new MachineSnapshot
            {
                Fingerprint = facts.Fingerprint,
                Facts = facts.All,
                Channels = _meters.Channels,
                Missing = _meters.Missing,
            };
            _folder = RunFolderWriter.Create(settings.RunsDirectory, header(Clock, Ledger) with { Node = Node, Gpus = options.Gpus }, _machine);
            lock (_early)
                Journal = new RunJournal(_folder, Clock, _meters.Channels, Ledger, options.SampleRate);
            _early.ForEach(Report);
        }
        catch
        {
            _meters.Dispose();
            throw;
        }

        _watch = new ClockWatch(Clock, SleptTime.Read, (kind, message) => Journal.Add(kind, message));
        _watching = settings.TimeProvider.CreateTimer(_ => _watch.Look(), null, WatchPeriod, WatchPeriod);
        _machineWatch = new MachineWatch(settings.Paths, UnderTest, Clock, options.MostBackground, (disturbance, now, isNew) =>
        {
            Journal.Add(disturbance.ToEvent(now));
            if (isNew)
                options.Disturbed?.Invoke(disturbance.Message);
        }, Report, place =>
        {
            Journal.Add(place.ToEvent());
            if (Node is null && WatchedBoards.Picked(_meters.Channels, Ledger) is { } counted && ServerBoardsCheck.Off(place, counted).Count > 0)
                options.Disturbed?.Invoke(ServerBoardsCheck.Say(place, counted, "what is under test"));
        });
        _sampler = new Sampler(_meters.Meters, Clock, options.SampleRate, Journal.Add);
    }

    public MonotonicClock Clock { get; }

    public SystemUnderTest UnderTest { get; } = new();

    /// <summary>The machine whose joules are counted; null for this one.</summary>
    public string? Node { get; }

    public Ledger? Ledger { get; }

    public RunJournal Journal { get; }

    /// <summary>The channels, with update periods as they were seen where that is known by now.</summary>
    public IReadOnlyList<Channel> Channels => _machine.CalibratedChannels;

    /// <summary>Update period of the slowest counter that is read densely, in seconds; 0 where there is none.</summary>
    private double SlowestPeriod => Channels.Max(SlowCounter.PeriodOf) ?? 0;

    /// <summary>To be held while this run itself changes settings of the machine, so that they are not taken for somebody else's doing.</summary>
    public IDisposable ChangeSettings() => _machineWatch.ChangeSettings();

    /// <summary>What was known of the machine at the start.</summary>
    public IReadOnlyList<MachineFact> Facts => _machine.Facts;

    /// <summary>The run folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>Replaces the run's header by a changed one.</summary>
    public void Rewrite(Func<RunHeader, RunHeader> change) => _folder.Rewrite(change);

    /// <summary>What is recorded of the run so far.</summary>
    public async Task<RunRecord> ReadBackAsync()
    {
        await _folder.DrainAsync();
        return RunFolderReader.ReadAlone(Folder) with { Machine = _machine }; // as it is known by now
    }

    /// <summary>Runs to the end, or to the cancellation, and completes the run folder whatever happens.</summary>
    /// <param name="body">The run's stages.</param>
    /// <param name="stage">What is being done now, for the record of an interruption.</param>
    /// <param name="cleanup">Ends what the body started; the meters still run.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>How it ended: complete or interrupted.</returns>
    /// <exception cref="JoulemarkException">The system under test failed, or the run folder cannot be written any more.</exception>
    public async Task<RunStatus> RunAsync(
        Func<CancellationToken, Task> body, Func<(string Activity, string? Configuration)> stage, Func<Task> cleanup, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _folder.Failed);
        var status = RunStatus.Failed;
        try
        {
            _machineWatch.Start();
            _sampler.Start();
            await body(stop.Token);
            status = RunStatus.Complete;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            status = RunStatus.Interrupted;
            var (activity, configuration) = stage();
            Journal.Add("end", $"interrupted during: {(configuration is null ? "" : configuration + ", ")}{activity}");
        }
        catch (OperationCanceledException) when (_folder.Failure is { } failure)
        {
            throw new JoulemarkException(ExitCode.Invalid, failure);
        }
        catch (JoulemarkException e)
        {
            foreach (var diagnostic in e.Diagnostics)
                Journal.Add("end", diagnostic.Message, stage().Configuration, diagnostic);
            throw;
        }
        finally
        {
            try
            {
                await cleanup();
            }
            finally
            {
                await CompleteAsync(status); // whatever could not be ended: what was measured is to be read
            }
        }

        return _folder.Failure is { } late ? throw new JoulemarkException(ExitCode.Invalid, late) : status;
    }

    /// <summary>Lets the machine settle after what starting up cost, and gauges the sensors meanwhile.</summary>
    public async Task SettleAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var end = Clock.Now + duration;
        if (_calibrations.Count == 0)
        {
            var stop = new ManualResetEventSlim(); // not disposed: a meter that hangs may look at it later
            await using var registration = cancellationToken.Register(stop.Set);
            var found = new ConcurrentQueue<ChannelCalibration>();
            await _sampler.ExclusivelyAsync(meters =>
            {
                foreach (var calibration in Calibrator.Measure(meters, Clock, duration, stop))
                    found.Enqueue(calibration);
            }, duration + CalibrationPatience);
            foreach (var calibration in found.ToArray())
                _calibrations[calibration.Channel] = calibration;
            KeepCalibrations();
        }

        await Clock.Delay(end - Clock.Now, cancellationToken);
    }

    /// <summary>Waits before a stretch, and reads slow counters densely towards its start, so that it is known when they moved.</summary>
    public async Task ApproachAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var dense = TimeSpan.FromSeconds(ApproachPeriods * SlowestPeriod);
        await Clock.Delay(duration - dense, cancellationToken);
        _ = _sampler.ReadDensely(untilMoved: false);
        await Clock.Delay(duration < dense ? duration : dense, cancellationToken);
    }

    /// <summary>
    /// Begins a stretch: every fast meter is read just before, so that its edge is bracketed at once, and slow counters
    /// beside it until they have moved.
    /// </summary>
    public StageSpan Begin()
    {
        _watch.Look(); // what happened until now is not this stretch's
        _machineWatch.LookSoon();
        var cpu = CpuMeter.Start(_settings.Paths, UnderTest);
        _sampler.SampleNow();
        var span = new StageSpan(Journal.Open(), cpu);
        _ = _sampler.ReadDensely(untilMoved: true);
        return span;
    }

    /// <summary>Ends a stretch that another follows at once: every fast meter is read just after.</summary>
    public void End(StageSpan span)
    {
        _watch.Look();
        span.Finish(Journal.End());
        _sampler.SampleNow();
        _machineWatch.LookSoon();
    }

    /// <summary>Ends a stretch, and waits until slow counters have moved once more, for one and a half of their periods at most.</summary>
    public async Task EndAsync(StageSpan span)
    {
        End(span);
        var slowest = SlowestPeriod;
        if ((span.End - span.Start).TotalSeconds < WindowLengthCheck.FewestUpdates * slowest)
            return; // no edge will make a window of so few updates a valid one: do not keep a short command waiting
        var most = TimeSpan.FromSeconds(DenseReading.MostPeriods * slowest);
        await Task.WhenAny(_sampler.ReadDensely(untilMoved: true), Clock.Delay(most, CancellationToken.None));
    }

    /// <summary>Records a stretch that ended as a window, once the slow sources have passed its end as well.</summary>
    public async Task<(WindowRecord Window, Energy? Gross)> RecordAsync(StageSpan span, Stage stage, string? configuration, int repeat, bool steady, ClientLoad? client = null, bool isWholeTask = false, bool isTrial = false)
    {
        await _sampler.SampleSlowAsync(span.End, EdgePatience);
        var closed = Journal.Close(new WindowRecord
        {
            Configuration = configuration,
            Stage = stage,
            Repeat = repeat,
            Start = span.Start,
            End = span.End,
            Steady = steady,
            Cpu = span.Cpu,
            Client = client,
            IsWholeTask = isWholeTask,
            IsTrial = isTrial,
        });
        if (stage == Stage.Idle)
            CompareAtIdle(closed.Window);
        return closed;
    }

    public async ValueTask DisposeAsync()
    {
        await _watching.DisposeAsync();
        _machineWatch.Dispose();
        EndSampling();
        await _folder.DisposeAsync();
        _meters.Dispose();
    }

    /// <summary>Each power beside the counter of the same device, with nothing going on (zeus#181 saw them differ by 75 %).</summary>
    private void CompareAtIdle(WindowRecord idle)
    {
        foreach (var power in Channels.Where(c => c.Reading == ReadingKind.Power && Calibrator.IsSensor(c)))
        {
            var counter = Channels.FirstOrDefault(c => c.Reading == ReadingKind.EnergyCounter && Calibrator.IsSensor(c) && Containment.AreOfOneDevice(c, power));
            if (counter is null || idle.Energy.GetValueOrDefault(counter.Name) is not { Joules: > 0 } counted || idle.Energy.GetValueOrDefault(power.Name) is not { } integrated)
                continue;
            var known = _calibrations.GetValueOrDefault(power.Name) ?? Journal.Calibrate(power);
            _calibrations[power.Name] = known with { CounterGapAtIdle = (integrated.Joules / counted.Joules) - 1 };
        }

        KeepCalibrations();
    }

    private void KeepCalibrations()
    {
        _machine = _machine with { Calibrations = [.. _calibrations.Values] };
        _sampler.Know(Channels);
        Journal.Know(Channels);
    }

    private async Task CompleteAsync(RunStatus status)
    {
        _machineWatch.Dispose();
        EndSampling();
        foreach (var channel in Channels.Where(Calibrator.IsSensor))
        {
            // The burst at the start knows the period of fast sensors best; the run's samples know the slow ones, and the lag.
            var run = Journal.Calibrate(channel);
            var start = _calibrations.GetValueOrDefault(channel.Name);
            _calibrations[channel.Name] = (start?.UpdatePeriodSeconds is null ? run with { ReadSeconds = start?.ReadSeconds } : start)
                with { LagSeconds = run.LagSeconds, CounterGapAtIdle = start?.CounterGapAtIdle };
        }

        KeepCalibrations();
        foreach (var meter in _meters.Meters.OfType<IRecordedMeter>())
        {
            foreach (var sample in meter.Fetch(default, Clock.Now))
                Journal.Add(sample);
        }

        _meters.Dispose(); // while the journal still takes what they have to say at parting
        foreach (var note in _sampler.Notes())
            Journal.Add("sampler", note);
        await _folder.CompleteAsync(status, _machine);
    }

    private void EndSampling()
    {
        _sampler.Dispose();
        _meters.Leave(_sampler.Hung);
    }

    /// <summary>A meter has something to say; until there is a journal to say it in, it is kept.</summary>
    private void Report(Diagnostic diagnostic)
    {
        lock (_early)
        {
            if (Journal is null)
                _early.Add(diagnostic);
            else
                Journal.Add("diagnostic", diagnostic.Message, diagnostic: diagnostic);
        }
    }
}
