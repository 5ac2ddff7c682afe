using System.Collections.Concurrent;
using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Checks;
using Joulemark.Diagnostics;
using Joulemark.Load;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>
/// Carries a plan out: idle, then rounds over the configurations (server up, loaded idle, warm-up, cool-down, window),
/// then idle again. Everything is recorded as it happens; figures are for the judging half.
/// </summary>
internal sealed partial class BenchmarkRunner : IAsyncDisposable
{
    // What starting up still costs, ours and the server's, must not pass for idle power.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    // A board keeps its clocks up, and draws twice its idle power, for two seconds after the last program has left it (seen on an H100, docs/hardware).
    private static readonly TimeSpan BoardSettling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CountPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromMilliseconds(250);
    private readonly BenchmarkPlan _plan;
    private readonly Action<RunProgress> _report;
    private readonly RunSession _session;
    private readonly RunJournal _journal;
    private readonly MonotonicClock _clock;
    private const double MostBeforeTheEnd = 0.99;

    private readonly RunClockwork _clockwork;
    private readonly ServerSlot _server;
    private readonly ControlSession _controls;
    private readonly Dictionary<string, ConfigurationProgress> _progress = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seenIdle = new(StringComparer.Ordinal); // configurations whose loaded idle is measured
    private readonly ConcurrentQueue<Diagnostic> _unrestored = [];
    private (string Activity, PlannedConfiguration? Configuration, int Repeat) _stage = ("starting", null, 0);
    private string? _course;
    private LoadRun? _load;
    private double _done;

    /// <summary>Prepares a run: finds the meters, settles the boundary, makes the run folder.</summary>
    /// <exception cref="JoulemarkException">The boundary cannot be measured here, or the folder cannot be written.</exception>
    public BenchmarkRunner(BenchmarkPlan plan, RunSettings settings, Action<RunProgress> report)
    {
        (_plan, _report) = (plan, report);
        _session = new RunSession(
            settings, new SessionOptions(plan.Configurations[0].Spec.Boundary, plan.Meters, plan.Measure.SampleRate, NodeOf(plan)) 
            {
                Gpus = plan.Gpus, Disturbed = Tell, MostBackground = MostBackground(plan),
            },
            (clock, ledger) => RunHeaders.Make(plan, clock, ledger), (ledger, channels) =>
            {
                LaunchBoards.Check(plan, ledger, channels);
                CheckWindow(plan, ledger, channels);
            });
        (_journal, _clock) = (_session.Journal, _session.Clock);
        _clockwork = new RunClockwork(plan);
        _controls = new ControlSession(plan, settings.Paths, _clock, _journal, _session.Folder, _session.Facts, _session.ChangeSettings);
        _server = new ServerSlot(plan, settings, _clock, _session.UnderTest, _journal, _session.Folder, _session.Node);
    }

    /// <summary>The run folder.</summary>
    public string Folder => _session.Folder;

    /// <summary>Runs to the end, or to the cancellation.</summary>
    /// <returns>How it ended: complete or interrupted.</returns>
    /// <exception cref="JoulemarkException">The system under test failed, or the run folder cannot be written any more.</exception>
    public async Task<RunStatus> RunAsync(CancellationToken cancellationToken)
    {
        // A server takes its time to end, and the machine must not stay changed for that long: a second Ctrl-C or a kill may come before.
        await using var registration = cancellationToken.Register(() => _ = Task.Run(RestoreSettings, CancellationToken.None));
        return await _session.RunAsync(RunStagesAsync, () => (_stage.Activity, _stage.Configuration?.Name), CleanUpAsync, cancellationToken);
    }

    /// <summary>What is to be said of settings that are not as they were before the run, and of a server that stays.</summary>
    public IReadOnlyList<Diagnostic> Unrestored => [.. _unrestored];

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _server.StopAsync();
        }
        finally
        {
            _controls.Dispose();
            await _session.DisposeAsync();
        }
    }

    private async Task CleanUpAsync()
    {
        RestoreSettings(); // first: see RunAsync
        try
        {
            await _server.StopAsync();
        }
        catch (JoulemarkException e)
        {
            foreach (var problem in e.Diagnostics)
            {
                _journal.Add("end", problem.Message, diagnostic: problem);
                _unrestored.Enqueue(problem);
            }
        }
    }

    private void RestoreSettings()
    {
        foreach (var problem in _controls.Restore())
            _unrestored.Enqueue(problem);
    }

    /// <summary>Share of the machine's CPUs that others may keep busy: the spec's control where it has one.</summary>
    private static double MostBackground(BenchmarkPlan plan) =>
        plan.Configurations[0].Values.TryGetValue(BackgroundLoadCheck.ControlKey, out var text) && SpecValueParser.Number(SpecValueType.Fraction, text) is { } share
            ? share : BackgroundLoadCheck.MostBackground;

    /// <summary>The machine of the servers under test, where they are all on one.</summary>
    internal static string? NodeOf(BenchmarkPlan plan) =>
        plan.Configurations.Select(c => c.Spec.Server.Node ?? c.Spec.Server.Url?.Host).Distinct(StringComparer.Ordinal).ToList() is [{ } only] ? only : null;

    private static void CheckWindow(BenchmarkPlan plan, Ledger? ledger, IReadOnlyList<Channel> channels)
    {
        if (plan.Configurations.Select(c => WindowLength.Of(plan, c)).Min() is { } shortest)
            BoundaryChoice.CheckWindow(plan.Measure, shortest, ledger, channels);
    }

    private async Task RunStagesAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in _plan.Warnings)
            _journal.Add("diagnostic", warning.Message, diagnostic: warning);
        foreach (var (configuration, note) in _plan.Configurations.SelectMany(c => _plan.TaskOf(c).Notes.Select(note => (c.Name, note))))
            _journal.Add("diagnostic", note.Message, configuration, note);
        await _server.CheckAsync(cancellationToken);
        if (_plan.Configurations.Any(c => c.Spec.Server.IsRunning))
            Enter("reaching the servers", null, 0);
        _controls.Elsewhere = await _server.PreflightAsync(cancellationToken);
        Enter("controls", null, 0);
        await _controls.StartAsync(cancellationToken);
        await IdleAsync(Stage.Idle, null, _plan.Configurations.All(c => c.Spec.Server.IsRunning) ? "idle, without load" : "idle, bare machine", cancellationToken);
        if (_plan.IsSearch)
        {
            await SearchAsync(cancellationToken);
        }
        else
        {
            for (var round = 1; await RunRoundAsync(round, cancellationToken) is null; round++)
            {
            }
        }

        _journal.Add(RunEvent.Measured, "every window is measured");
        await _server.StopAsync();
        _controls.Apply(_plan.Configurations[0]); // as at the first idle
        await IdleAsync(Stage.IdleAfter, null, "idle again", cancellationToken);
    }

    /// <summary>One window of each configuration. Gives the reason to stop, or null to go on.</summary>
    private async Task<string?> RunRoundAsync(int round, CancellationToken cancellationToken)
    {
        var began = _clock.Now;
        _clockwork.Begin(round);
        var place = 0;
        foreach (var configuration in _plan.Round(round).Where(c => !_dropped.Contains(c.Name)))
        {
            _course = _plan.Sweep is null ? null : string.Create(CultureInfo.InvariantCulture, $"point {++place} of {_plan.Configurations.Count}");
            if (await TryMeasureAsync(configuration, round, isTrial: false, cancellationToken) is { } failure && _dropped.Count == _plan.Configurations.Count && !WasMeasuredEarlier)
                throw new JoulemarkException(ExitCode.SystemUnderTestFailed, failure); // nothing was measured and nothing is left
        }

        _course = null;
        var took = _clock.Now - began - (round == 1 ? _plan.Configurations.Count * _plan.Measure.Idle : TimeSpan.Zero);
        _clockwork.RoundTook(took);
        var reason = RepeatPolicy.StopReason(
            _plan.Measure, round, [.. _plan.Configurations.Where(c => !_dropped.Contains(c.Name)).Select(c => ProgressOf(c).Headlines)], _clock.Now - default(Timestamp), took + _plan.Measure.Idle);
        if (reason is not null)
            _journal.Add("stop", reason);
        return reason;
    }

    /// <summary>One window of a configuration.</summary>
    private async Task MeasureAsync(PlannedConfiguration configuration, int repeat, bool isTrial, CancellationToken cancellationToken)
    {
        var driver = await ServeAsync(configuration, cancellationToken);
        Enter("cool-down", configuration, repeat);
        await WaitAsync(_plan.Measure.CoolDown, cancellationToken);
        await _controls.CoolAsync(configuration, repeat, cancellationToken);
        await WindowAsync(configuration, driver, repeat, isTrial, cancellationToken);
    }

    /// <summary>The configuration's server, warmed up: the one that runs where it is the same, else a new one.</summary>
    private async Task<LoadDriver> ServeAsync(PlannedConfiguration configuration, CancellationToken cancellationToken)
    {
        if (_server.Serves(configuration) is { } warm)
            return warm;
        _controls.Apply(configuration);
        Enter("starting the server", configuration, 0);
        var driver = await _server.StartAsync(configuration, cancellationToken);
        _controls.CheckServer(configuration, _server.Description!);
        if (_seenIdle.Add(configuration.Name))
            await IdleAsync(Stage.IdleLoaded, configuration, "idle, server up", cancellationToken);
        await WarmUpAsync(configuration, driver, cancellationToken);
        return driver;
    }

    private async Task IdleAsync(Stage stage, PlannedConfiguration? configuration, string activity, CancellationToken cancellationToken)
    {
        if (_plan.Measure.Idle == TimeSpan.Zero)
            return;
        Enter(activity, configuration, 0);
        await _session.SettleAsync(stage == Stage.IdleAfter && _session.Channels.Any(c => c.Part == MachinePart.Gpu) ? BoardSettling : Settling, cancellationToken);
        if (stage == Stage.Idle)
            CheckWindow(_plan, _session.Ledger, _session.Channels); // by what the sensors do, not what is written of them
        if (stage == Stage.IdleLoaded)
            await _server.CountAsync(configuration!, cancellationToken); // once before and once after: a server that is busy with others' requests is not idle
        var span = _session.Begin();
        await WaitAsync(_plan.Measure.Idle, cancellationToken);
        await _session.EndAsync(span);
        if (stage == Stage.IdleLoaded)
            await _server.CountAsync(configuration!, cancellationToken);
        await _session.RecordAsync(span, stage, configuration?.Name, 0, steady: true);
    }

    private async Task WarmUpAsync(PlannedConfiguration configuration, LoadDriver driver, CancellationToken cancellationToken)
    {
        Enter("warm-up", configuration, 0);
        var span = _session.Begin();
        var steady = false;
        await UnderLoadAsync(driver, Stage.WarmUp, 0, configuration, async load =>
        {
            if (_plan.Measure.WarmUp is { } fixedTime)
            {
                await WaitAsync(fixedTime, cancellationToken);
                steady = true;
                return;
            }

            var (throughput, inFlight, power) = (new List<double>(), new List<double>(), new List<double?>());
            while (!steady && load.Failure is null && _clock.Now - span.Start < _plan.Measure.WarmUpLimit)
            {
                var (chunks, since) = (load.Chunks, _clock.Now);
                await WaitAsync(SteadyState.Slice, cancellationToken);
                throughput.Add((load.Chunks - chunks) / (_clock.Now - since).TotalSeconds);
                inFlight.Add(load.InFlight);
                power.Add(_journal.PowerSince(since)?.Watts);
                steady = driver.IsOpenLoop ? SteadyState.IsReachedByOpenLoop(throughput, inFlight, power) : SteadyState.IsReached(throughput, power);
            }
        }, cancellationToken);
        await _session.EndAsync(span);
        await _session.RecordAsync(span, Stage.WarmUp, configuration.Name, 0, steady);
    }

    private async Task WindowAsync(PlannedConfiguration configuration, LoadDriver driver, int round, bool isTrial, CancellationToken cancellationToken)
    {
        Enter("window", configuration, round);
        StageSpan? span = null;
        ClientLoad? client = null;
        void Open()
        {
            span = _session.Begin();
            _server.Watch?.Begin();
        }

        var steady = await UnderLoadAsync(driver, Stage.Window, round, configuration, async load =>
        {
            if (driver.IsWholeTask)
            {
                await WaitAsync(load.Drained, cancellationToken); // to the last answer, not to its record
            }
            else
            {
                Open();
                await WaitAsync(_plan.Measure.Window, cancellationToken);
                await Task.WhenAny(load.RoundAsync(), _clock.Delay(Patience(configuration), cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }

            client = _server.Watch?.End();
            await _session.EndAsync(span!);
        }, cancellationToken, before: driver.IsWholeTask ? Open : null);

        var (window, gross) = await _session.RecordAsync(span!, Stage.Window, configuration.Name, round, steady, client, driver.IsWholeTask, isTrial);
        ProgressOf(configuration).Add(window, gross);
    }

    private ConfigurationProgress ProgressOf(PlannedConfiguration configuration) =>
        _progress.TryGetValue(configuration.Name, out var known) ? known : _progress[configuration.Name] = new ConfigurationProgress(_plan.Measure.IsSequential);

    /// <summary>Runs a stage's body under full load, then lets the requests in flight come to their end. What is to be done just before the first request goes out comes before it.</summary>
    /// <returns>True when the load had reached its target before the body began; a load that ends by itself has none.</returns>
    private async Task<bool> UnderLoadAsync(
        LoadDriver driver, Stage stage, int repeat, PlannedConfiguration configuration, Func<LoadRun, Task> body, CancellationToken cancellationToken, Action? before = null)
    {
        await driver.PrepareAsync(cancellationToken);
        await _server.CountAsync(configuration, cancellationToken); // with nothing in flight its counts and ours must agree
        before?.Invoke();
        using var load = driver.Start(stage, repeat, cancellationToken);
        _load = load;
        var counting = CountAsync(configuration, load, cancellationToken);
        bool atTarget;
        try
        {
            atTarget = driver.IsWholeTask || await IsAtTargetAsync(load, configuration, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (load.Failure is null)
                await body(load);
        }
        finally
        {
            _load = null;
            load.Stop();
            await load.Finished;
            await counting;
        }

        await _server.CountAsync(configuration, cancellationToken);
        return load.Failure is { } failure ? throw new JoulemarkException(ExitCode.SystemUnderTestFailed, failure) : atTarget;
    }

    /// <summary>Waits until the load has reached its target, for as long as a request may take.</summary>
    private async Task<bool> IsAtTargetAsync(LoadRun load, PlannedConfiguration configuration, CancellationToken cancellationToken)
    {
        return await Task.WhenAny(load.AtTarget, _clock.Delay(Patience(configuration), cancellationToken)) == load.AtTarget && load is { Failure: null, IsOverloaded: false };
    }

    private static TimeSpan Patience(PlannedConfiguration configuration) => configuration.Spec.Server.RequestTimeout + TimeSpan.FromSeconds(1);

    /// <summary>Has the server give an account of itself once a second until the load is stopped.</summary>
    private async Task CountAsync(PlannedConfiguration configuration, LoadRun load, CancellationToken cancellationToken)
    {
        while (!load.Stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            await _clock.Delay(CountPeriod, load.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!load.Stopping.IsCancellationRequested)
                await _server.CountAsync(configuration, load.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(string disturbance) =>
        _report(new RunProgress { Activity = _stage.Activity, Configuration = _stage.Configuration?.Name, Repeat = _stage.Repeat, MinRepeats = _plan.Measure.MinRepeats, Disturbance = disturbance });

    private void Enter(string activity, PlannedConfiguration? configuration, int repeat)
    {
        _stage = (activity, configuration, repeat);
        _journal.Add("stage", activity + (repeat > 0 ? string.Create(CultureInfo.InvariantCulture, $" {repeat}") : ""), configuration?.Name);
        Report(isNewStage: true, null);
    }

    /// <summary>Waits until the load has come to its own end, and reports meanwhile.</summary>
    private async Task WaitAsync(Task finished, CancellationToken cancellationToken)
    {
        while (!finished.IsCompleted && _load?.Failure is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ProgressAsync(() => Task.WhenAny(finished, _clock.Delay(ProgressPeriod, cancellationToken)));
        }
    }

    private async Task WaitAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var end = _clock.Now + duration;
        while (end - _clock.Now is var left && left > TimeSpan.Zero && _load?.Failure is null)
            await ProgressAsync(() => _clock.Delay(left < ProgressPeriod ? left : ProgressPeriod, cancellationToken));
    }

    /// <summary>Waits a little, and reports what was done meanwhile.</summary>
    private async Task ProgressAsync(Func<Task> wait)
    {
        var (chunks, since) = (_load?.Chunks, _clock.Now);
        await wait();
        var elapsed = (_clock.Now - since).TotalSeconds;
        Report(isNewStage: false, _load is { } load && chunks is { } before && elapsed > 0 ? (load.Chunks - before) * load.TokensPerChunk / elapsed : null);
    }

    private void Report(bool isNewStage, double? tokensPerSecond)
    {
        var elapsed = _clock.Now - default(Timestamp);
        var total = _clockwork.Total;
        _report(new RunProgress
        {
            Activity = _stage.Activity,
            Course = _course,
            Configuration = _stage.Configuration?.Name,
            Repeat = _stage.Repeat,
            MinRepeats = _plan.Measure.MinRepeats,
            Power = isNewStage ? null : _journal.PowerNow,
            TokensPerSecond = tokensPerSecond,
            EnergyPerToken = _stage.Configuration is { } c ? ProgressOf(c).EnergyPerToken : null,
            Done = _done = Math.Clamp(elapsed / total, _done, MostBeforeTheEnd), // a longer course than thought must not turn it back
            Left = total > elapsed ? total - elapsed : TimeSpan.Zero,
            IsNewStage = isNewStage,
        });
    }
}
