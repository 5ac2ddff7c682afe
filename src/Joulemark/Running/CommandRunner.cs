using System.Globalization;
using System.Runtime.InteropServices;
using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Load;
using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>Measures a command: idle, then [rest → the command from start to end] × repeats, each a window of its own.</summary>
internal sealed class CommandRunner : IAsyncDisposable
{
    // Starting up, ours included, must not pass for idle power: a share of the idle time asked for, a second at most.
    private const double SettlingShare = 0.2;
    private static readonly TimeSpan MostSettling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Instant = TimeSpan.FromMicroseconds(1);

    private readonly CommandPlan _plan;
    private readonly Action<RunProgress> _report;
    private readonly RunSession _session;
    private readonly CommandDriver _driver;
    private readonly string _name;
    private readonly List<double> _headlines = [];
    private (string Activity, int Repeat) _stage = ("starting", 0);
    private int _started;

    /// <summary>Prepares a run: finds the meters, settles the boundary, makes the run folder.</summary>
    /// <exception cref="JoulemarkException">The boundary cannot be measured here, or the folder cannot be written.</exception>
    public CommandRunner(CommandPlan plan, RunSettings settings, Action<RunProgress> report)
    {
        (_plan, _report) = (plan, report);
        CommandFile.Require(plan.Command[0]); // before anything is measured, and before a folder is made
        _session = new RunSession(
            settings, new SessionOptions(plan.Boundary, plan.Meters, plan.SampleRate) { Gpus = plan.Gpus, Disturbed = Tell }, (clock, ledger) => RunHeaders.Make(plan, clock, ledger));
        _session.UnderTest.FollowOwnChildren();
        _driver = new CommandDriver(plan.Command, _session.Clock, plan.OutputToStandardError);
        _name = RunHeaders.NameOf(plan);
    }

    /// <summary>The run folder.</summary>
    public string Folder => _session.Folder;

    /// <summary>Exit code of the last run of the command; null before the first has ended.</summary>
    public int? CommandExitCode { get; private set; }

    /// <summary>Runs to the end, or to the cancellation. A command that runs when the cancellation comes is waited for: it got the signal too.</summary>
    /// <returns>How it ended: complete or interrupted.</returns>
    /// <exception cref="JoulemarkException">The command cannot be run, or the run folder cannot be written.</exception>
    public Task<RunStatus> RunAsync(CancellationToken cancellationToken) =>
        _session.RunAsync(RunStagesAsync, () => (_stage.Activity, _name), () => Task.CompletedTask, cancellationToken);

    /// <summary>Passes a signal on to the command, where one runs.</summary>
    public bool Signal(PosixSignal signal) => _driver.Signal(signal);

    public async ValueTask DisposeAsync()
    {
        _driver.Dispose();
        await _session.DisposeAsync();
    }

    private async Task RunStagesAsync(CancellationToken cancellationToken)
    {
        await IdleAsync(cancellationToken);
        for (var i = 1; i <= _plan.WarmUps; i++)
        {
            Enter(string.Create(CultureInfo.InvariantCulture, $"warm-up {i}"), 0);
            await RestAsync(cancellationToken);
            await RunOnceAsync(Stage.WarmUp, 0, cancellationToken);
        }

        for (var repeat = 1; repeat <= _plan.Repeats; repeat++)
        {
            Enter("run", repeat);
            await RestAsync(cancellationToken);
            await RunOnceAsync(Stage.Window, repeat, cancellationToken);
        }
    }

    private async Task IdleAsync(CancellationToken cancellationToken)
    {
        if (_plan.Idle == TimeSpan.Zero)
            return;
        Enter("idle", 0);
        var settling = _plan.Idle * SettlingShare is var share && share < MostSettling ? share : MostSettling;
        await _session.SettleAsync(settling, cancellationToken);
        var span = _session.Begin();
        await _session.ApproachAsync(_plan.Idle - settling, cancellationToken);
        _session.End(span); // and the command's own start follows
        await _session.RecordAsync(span, Stage.Idle, null, 0, steady: true);
    }

    private Task RestAsync(CancellationToken cancellationToken) =>
        _started++ == 0 ? Task.CompletedTask : _session.ApproachAsync(_plan.CoolDown, cancellationToken);

    private async Task RunOnceAsync(Stage stage, int repeat, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var span = _session.Begin();
        var outcome = await _driver.RunAsync();
        await _session.EndAsync(span);
        CommandExitCode = outcome.ExitCode;
        _session.Journal.Add(new RequestRecord
        {
            Configuration = _name,
            Stage = stage,
            Repeat = repeat,
            Scheduled = outcome.Started,
            Sent = outcome.Started,
            Ended = outcome.Ended < span.End ? outcome.Ended : span.End - Instant,
            ExitCode = outcome.ExitCode,
        });
        var (window, gross) = await _session.RecordAsync(span, stage, _name, repeat, steady: true);
        cancellationToken.ThrowIfCancellationRequested();
        if (stage == Stage.Window && gross is { } energy)
            _headlines.Add(energy.Joules);
    }

    private void Tell(string disturbance) =>
        _report(new RunProgress { Activity = _stage.Activity, Repeat = _stage.Repeat, MinRepeats = _plan.Repeats, Disturbance = disturbance });

    private void Enter(string activity, int repeat)
    {
        _stage = (activity, repeat);
        _session.Journal.Add("stage", activity + (repeat > 0 ? string.Create(CultureInfo.InvariantCulture, $" {repeat}") : ""), repeat > 0 ? _name : null);
        _report(new RunProgress
        {
            Activity = activity,
            Repeat = repeat,
            MinRepeats = _plan.Repeats,
            Done = Math.Max(0, repeat - 1) / (double)_plan.Repeats,
            Left = TimeSpan.Zero,
            IsNewStage = true,
        });
    }
}
