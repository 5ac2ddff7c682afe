using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;

namespace Joulemark.Running;

/// <summary>The controls of a run: looked at before the start, set for each configuration, waited for before each window, and set back at the end.</summary>
internal sealed class ControlSession : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1); // over which others' CPU time is looked at
    private const string NotHere = "the server is on another machine";
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private readonly BenchmarkPlan _plan;
    private readonly MonotonicClock _clock;
    private readonly RunJournal _journal;
    private readonly ControlHost _host;
    private readonly SettingSession _settings;
    private readonly Lock _lock = new();
    private bool _isOver;

    /// <param name="plan">The plan.</param>
    /// <param name="paths">Where the host's trees are.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="journal">Where it is recorded.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="facts">What is known of the machine.</param>
    /// <param name="changing">Held while settings change; null for nobody who watches.</param>
    public ControlSession(BenchmarkPlan plan, HostPaths paths, MonotonicClock clock, RunJournal journal, string folder, IReadOnlyList<MachineFact> facts, Func<IDisposable>? changing = null)
    {
        (_plan, _clock, _journal) = (plan, clock, journal);
        _host = new ControlHost(paths, facts, plan.Gpus);
        _settings = new SettingSession(_host, Path.GetFileName(folder), clock.TimeProvider.GetUtcNow,
            (message, diagnostic, facts) => journal.Add(RunEvent.Setting, message, diagnostic: diagnostic, facts: facts), changing);
    }

    /// <summary>Configurations whose server is on another machine: what is looked at and set here is not its machine.</summary>
    public IReadOnlySet<string> Elsewhere { get; set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Looks at every control that can be looked at now, and sets what the first configuration asks for.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: some are not met and required, or cannot be set; names each.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before anything is looked at: nothing must be set on a machine that does not serve.
        Refuse([.. _plan.Foreseen.Where(c => Elsewhere.Contains(c.Name)).SelectMany(c => c.Spec.Controls.Requests.Where(r => r.ToSet is not null && r.Control.IsOfServersMachine), NotSetHere).DistinctBy(d => d.Message, StringComparer.Ordinal)]);
        _host.Elsewhere = _plan.Configurations.All(c => Elsewhere.Contains(c.Name)) ? NotHere : null;
        _host.ServerProcesses = LocalServers(_plan, _host.Paths);
        var requests = _plan.Foreseen.SelectMany(c => c.Spec.Controls.Requests).Distinct().ToList();
        if (requests.Exists(r => r.Control.Name == BackgroundCpuControl.ControlName))
        {
            var background = new BackgroundCpu(_host.Paths, _clock, _host.ServerProcesses);
            await _clock.Delay(Moment, cancellationToken);
            _host.BackgroundCpu = background.Share;
        }

        var problems = requests.Where(r => r.ToSet is null).SelectMany(r => r.Control.When switch
        {
            ControlTime.Start => Look(r, null),
            ControlTime.Window => ControlOutcome.Of(r, _host) is { State: ControlState.Unknown } unknown ? Say(unknown, null) : [], // a warm board is waited for
            _ => [],
        }).ToList();
        problems.AddRange(requests.Where(r => r.ToSet is { When: ControlTime.Start }).SelectMany(Impossible));
        Refuse(problems);
        Apply(_plan.Configurations[0]);
    }

    /// <summary>Sets what a configuration asks for before its server starts, and sets back all else: a server must not start on the client's CPUs.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: it cannot be set.</exception>
    public void Apply(PlannedConfiguration configuration) => Apply(configuration.Spec.Controls.Requests.Where(r => r.ToSet is { When: ControlTime.Start }));

    /// <summary>Looks at what only the server can say, and sets what is of it.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: a control is not met and required.</exception>
    public void CheckServer(PlannedConfiguration configuration, ServerDescription server)
    {
        _host.Server = server.Facts;
        _host.Elsewhere = server.IsLocal ? null : NotHere;
        _host.ServerProcess = server is { IsLocal: true, RootProcess: { } process } ? (process, server.IsOwnChild ? "/proc" : _host.Paths.Procfs) : null;
        var requests = configuration.Spec.Controls.Requests;
        var problems = requests.Where(r => r.ToSet is null && r.Control.When == ControlTime.ServerUp).SelectMany(r => Look(r, configuration.Name)).ToList();
        problems.AddRange(requests.Where(r => r.ToSet is { When: ControlTime.ServerUp }).SelectMany(Impossible));
        Refuse(problems);
        Apply(requests.Where(r => r.ToSet is not null));
    }

    /// <summary>Waits until the boards are cool enough for a window.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: they do not get so within the limit, and it is required.</exception>
    public async Task CoolAsync(PlannedConfiguration configuration, int repeat, CancellationToken cancellationToken)
    {
        var controls = configuration.Spec.Controls;
        if (_host.Elsewhere is not null)
            return; // that it cannot be told was said at the start
        if (controls.Requests.FirstOrDefault(r => r.Control.When == ControlTime.Window) is not { } request)
            return;
        var began = _clock.Now;
        ControlOutcome outcome;
        while ((outcome = ControlOutcome.Of(request, _host)).State == ControlState.Unmet && controls.CoolDownLimit - (_clock.Now - began) is var left && left > TimeSpan.Zero)
            await _clock.Delay(left < Period ? left : Period, cancellationToken);
        var waited = (_clock.Now - began).TotalSeconds;
        var facts = new Dictionary<string, string>(outcome.Facts(), StringComparer.Ordinal)
        {
            [RunEvent.ControlRepeat] = repeat.ToString(CultureInfo.InvariantCulture), ["waited-s"] = waited.ToString("0.###", CultureInfo.InvariantCulture),
        };
        if (outcome.State == ControlState.Met)
        {
            _journal.Add(RunEvent.Control, outcome.Message, configuration.Name, facts: facts);
            return;
        }

        var message = string.Create(CultureInfo.InvariantCulture, $"{outcome.Message}, {waited:0.#} s of controls.cool-down-limit were waited");
        var diagnostic = new Diagnostic("JM6024", outcome.Mode == ControlMode.Warn ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, message, outcome.Remedy);
        _journal.Add(RunEvent.Control, message, configuration.Name, diagnostic, facts);
        if (outcome.Mode != ControlMode.Warn)
            Refuse([diagnostic]);
    }

    /// <summary>Sets everything back, and nothing is set after it. Never throws, and may be called again, and from any thread.</summary>
    /// <returns>What is to be said of settings that are not as they were; the first time only.</returns>
    public IReadOnlyList<Diagnostic> Restore()
    {
        lock (_lock)
        {
            if (_isOver)
                return [];
            _isOver = true;
            return _settings.Restore();
        }
    }

    public void Dispose()
    {
        Restore();
        _host.Dispose();
    }

    private void Apply(IEnumerable<ControlRequest> requests)
    {
        lock (_lock)
        {
            if (_isOver)
                throw new OperationCanceledException("The run is being ended.");
            Refuse(_settings.Apply(requests));
        }
    }

    private static void Refuse(IReadOnlyList<Diagnostic> problems)
    {
        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.Invalid, problems);
    }

    private static Diagnostic NotSetHere(PlannedConfiguration configuration, ControlRequest request) => new("JM6027", DiagnosticSeverity.Error,
        $"controls.{request.Control.Name} cannot be set: the server of '{configuration.Name}' ({configuration.Spec.Server.Url?.Host}) is on another machine, and it would be set on this one", ControlOutcome.ElsewhereRemedy);

    /// <summary>What can be said to be impossible before it is tried.</summary>
    private IEnumerable<Diagnostic> Impossible(ControlRequest request)
    {
        var control = request.ToSet!;
        var settings = control.Settings(_host, out var problem);
        if (problem is not null || settings.Count == 0)
            yield return new Diagnostic("JM6027", DiagnosticSeverity.Error, $"controls.{control.Name} cannot be set here: {problem ?? "there is nothing of the kind on this machine"}", "Remove it, or use mode: warn.");
        var value = control.Value(request.Wanted);
        foreach (var why in settings.Select(s => (s.Label, Problem: s.Problem(value))).Where(s => s.Problem is not null))
            yield return new Diagnostic("JM6027", DiagnosticSeverity.Error, $"controls.{control.Name}: {why.Label} cannot be set to {value}: {why.Problem}", "Use a value that it takes.");
    }

    private IEnumerable<Diagnostic> Look(ControlRequest request, string? configuration) => Say(ControlOutcome.Of(request, _host), configuration);

    /// <summary>Records how a control stands.</summary>
    /// <returns>What keeps the run from starting.</returns>
    private IEnumerable<Diagnostic> Say(ControlOutcome outcome, string? configuration)
    {
        _journal.Add(RunEvent.Control, outcome.Message, configuration, outcome.Diagnostic, outcome.Facts());
        return outcome.Diagnostic is { Severity: DiagnosticSeverity.Error } error ? [error] : [];
    }

    /// <summary>Roots of the servers that run already on this machine, by the ports that they listen on.</summary>
    internal static IReadOnlyList<int> LocalServers(BenchmarkPlan plan, HostPaths paths) =>
        [.. plan.Configurations.Where(c => c.Spec.Server.IsRunning).Select(c => c.Spec.Server.Url).OfType<Uri>().Where(u => u.IsLoopback).Distinct().Select(u => ListeningProcess.Find(paths, ListeningProcess.OfLoopback(u), u.Port)).OfType<int>()];
}
