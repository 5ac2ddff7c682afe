using Joulemark.Analysis.Attribution;
using Joulemark.Analysis.Checks;
using Joulemark.Analysis.Metrics;
using Joulemark.Analysis.Mlperf;
using Joulemark.Analysis.Phases;
using Joulemark.Analysis.Slicing;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>From a run's records to the figures of its configurations, each judged by itself. Pure: the same records always give the same figures.</summary>
internal static class RunAnalyzer
{
    /// <summary>Analyses a run, whether it came to its end or not.</summary>
    public static RunAnalysis Analyze(RunRecord run)
    {
        var ledger = run.Header.Boundary is { } boundary ? LedgerBuilder.Build(boundary, run.Machine.Channels, run.Machine.Missing, out _, run.Header.Node, run.Header.Gpus) : null;
        var series = ChannelSeries.Collect(run.Machine.CalibratedChannels, run.Samples);
        var evidence = run.Header.Configurations.Select(c => Gather(run, c, ledger, series)).ToList();
        var (boards, disturbances) = (WatchedBoards.Of(run), Disturbance.Of(run.Events));
        var notes = Task.Run(() => RunNotes.Of(run, evidence, disturbances, evidence.Exists(e => e.Ledger is not null) ? ledger : null).ToList()); // walks through the requests, too
        var results = evidence.ToDictionary(e => e.Configuration.Name, e => Judge(run, e, series, boards, disturbances), StringComparer.Ordinal);
        return new RunAnalysis
        {
            Evidence = evidence,
            Boundary = evidence.TrueForAll(e => e.Ledger is null) ? null : run.Header.Boundary,
            Provenance = evidence.Select(e => e.Ledger?.Provenance ?? Provenance.Missing).DefaultIfEmpty(Provenance.Missing).Max(),
            Validity = Validity.From([.. RunReasons(run), .. EarlierReasons(run), .. results.SelectMany(r => r.Value.Validity.Reasons.Select(x => x with { Evidence = $"{r.Key}: {x.Evidence}" }))]),
            Configurations = results,
            Diagnostics =
            [
                .. run.Events.Select(e => e.Diagnostic).OfType<Diagnostic>().Distinct(),
                .. notes.GetAwaiter().GetResult(),
                .. ExactFigures.Of(results),
                .. WatchNotes.Of(run, evidence, boards, disturbances),
            ],
        };
    }

    private static ConfigurationEvidence Gather(RunRecord run, ConfigurationRecord configuration, Ledger? ledger, Dictionary<string, ChannelSeries> series)
    {
        var rate = run.Header.SampleRate;
        var elsewhere = run.Events.Any(e => e.Configuration == configuration.Name && e.Diagnostic?.Id == RunEvent.ServerElsewhere);
        if (elsewhere)
            ledger = null; // the joules of this machine are not the server's
        WindowEnergy EnergyOf(WindowRecord w) => WindowEnergy.Of(series, ledger, w, rate);

        var own = run.Windows.Where(w => w.Configuration == configuration.Name).ToList();
        var records = new RecordedPoint(run, configuration).Counted;
        List<WindowEnergy> energies = [.. records.Select(EnergyOf)];
        var peak = Task.Run(() => PeakPower.Of(series, ledger, records.Where((_, i) => !energies[i].StoodStill(ledger)), rate)); // goes through the samples while the requests are gone through
        var objectives = Objective.Of(configuration.Spec);
        var requests = OwnRequests(run, configuration);
        var figures = RequestFigures.Of(configuration, records, requests, objectives, isImported: run.Header.Import is not null);

        List<(TimeSpan Duration, WindowEnergy Energy)> EnergiesOf(IEnumerable<WindowRecord> windows) => [.. windows.Select(w => (w.Duration, EnergyOf(w)))];
        Power? PowerOf(List<(TimeSpan Duration, WindowEnergy Energy)> windows)
        {
            var powers = windows.Select(w => w.Energy.Gross / w.Duration).OfType<Power>().ToList();
            return powers.Count == 0 ? null : new Power(powers.Average(p => p.Watts));
        }

        var loaded = own.Where(w => w.Stage == Stage.IdleLoaded).ToList();
        var bare = run.Windows.Where(w => w.Stage == Stage.Idle).ToList();
        var bareEnergies = EnergiesOf(bare);
        var baseline = loaded.Count > 0 ? EnergiesOf(loaded) : bareEnergies; // one that failed is missing: the bare machine's is another figure
        var idle = PowerOf(baseline) is { } known && !(known.Watts == 0 && WindowEnergy.IsOfShares(series, ledger)) ? known : (Power?)null;
        var (bareIdle, idleAfter) = (PowerOf(bareEnergies), PowerOf(EnergiesOf(run.Windows.Where(w => w.Stage == Stage.IdleAfter))));
        var idleUncertainty = IdleUncertainty.Of([.. baseline.Select(w => w.Energy.Uncertainty.Expanded.Joules / w.Duration.TotalSeconds)], bareIdle, idleAfter);
        var evidence = new ConfigurationEvidence
        {
            Header = run.Header,
            Configuration = configuration,
            Ledger = ledger,
            WindowRecords = records,
            WindowEnergies = energies,
            IdleRecords = [.. loaded, .. bare],
            ServerIsElsewhere = elsewhere,
            Windows = [.. figures.Loads.Zip(energies, (l, e) => Figures(l, e, idle, idleUncertainty))],
            WarmUps = [.. own.Where(w => w.Stage == Stage.WarmUp)],
            Requests = requests,
            Measured = new RequestView(requests, figures.Measured),
            Loads = figures.Loads,
            Tokens = figures.Tokens,
            Errors = figures.Errors,
            Answers = figures.Answers,
            Server = new ServerAccount([.. run.Servers.Where(c => c.Configuration == configuration.Name)]),
            StageLoads = run.Servers.Count > 0 ? figures.Stages : [],
            Idle = idle,
            IdleEnergies = baseline,
            IdleUncertainty = idleUncertainty,
            BareIdle = bareIdle,
            IdleAfter = idleAfter,
            Peak = peak.GetAwaiter().GetResult(),
            Objectives = objectives,
        };
        return evidence with { Systematic = SystematicBudget.Of(run.Machine.CalibratedChannels, evidence), Sensors = CountedSensors.Of(run, ledger, evidence.Windows) };
    }

    /// <summary>The requests of a configuration: those of the run where it is the only one, else a view of them.</summary>
    private static IReadOnlyList<RequestRecord> OwnRequests(RunRecord run, ConfigurationRecord configuration)
    {
        var own = run.Requests is RequestTable table ? table.Of(configuration.Name)
            : [.. Enumerable.Range(0, run.Requests.Count).Where(i => run.Requests[i].Configuration == configuration.Name)];
        return own.Count == run.Requests.Count ? run.Requests : new RequestView(run.Requests, own);
    }

    private static WindowFigures Figures(WindowLoad load, WindowEnergy energy, Power? idle, double idleUncertaintyWatts)
    {
        var window = load.Window;
        return new WindowFigures
        {
            Repeat = window.Repeat,
            Start = window.Start,
            End = window.End,
            Counts = load.Counts,
            Gross = energy.Gross,
            Uncertainty = energy.Gross is null ? null : energy.Uncertainty.Expanded,
            Net = energy.Gross - (idle * window.Duration),
            NetUncertainty = energy.Gross is null || idle is null ? null
                : new Energy(Math.Sqrt(Math.Pow(energy.Uncertainty.Expanded.Joules, 2) + Math.Pow(idleUncertaintyWatts * window.Duration.TotalSeconds, 2))),
            Channels = energy.Channels.ToDictionary(c => c.Key, c => c.Value.Energy, StringComparer.Ordinal),
        };
    }

    private static ConfigurationResult Judge(RunRecord run, ConfigurationEvidence evidence, Dictionary<string, ChannelSeries> series, WatchedBoards boards, IReadOnlyList<Disturbance> disturbances)
    {
        // What walks through all requests, and what resamples, side by side: none of them changes what another sees.
        var crossChecks = CrossChecks.Of(run.Machine.Channels, evidence);
        var times = Task.Run(() => RequestTimes.Of(evidence.Measured, evidence.WindowRecords));
        var latencies = Task.Run(() => Latencies.Of(evidence, times.GetAwaiter().GetResult()).ToList());
        var reasoned = Task.Run(() => Checks(run, series, boards, disturbances, crossChecks, times).SelectMany(c => c.Check(evidence)).ToList());
        var metrics = new Dictionary<string, Estimate>(StringComparer.Ordinal);
        foreach (var metric in WindowMetrics.All)
            metrics[metric.Name] = metric.Estimate(evidence);
        var slices = SlicedWindow.Of(evidence, series);
        var phases = PhaseEnergies.Of(slices, evidence);
        foreach (var (name, estimate) in latencies.GetAwaiter().GetResult())
            metrics[name] = estimate;
        foreach (var (name, estimate) in evidence.Tokens.Metrics())
            metrics[name] = estimate;
        foreach (var (name, estimate) in phases.Metrics().Concat(RequestAttribution.Of(evidence, slices, phases).Metrics()))
            metrics[name] = estimate;
        metrics["good_share"] = Goodput.Share(evidence);
        metrics["accuracy"] = Accuracy.Of(evidence);
        metrics["idle_power"] = Single(evidence.Idle, evidence.Idle is null && evidence.IdleEnergies.Any(i => i.Energy.Gross is { Joules: 0 }) ? WindowEnergy.NoIdle
            : evidence.IdleRecords.Any(w => w.Stage == Stage.IdleLoaded) ? "server up, no load" : "bare machine");
        metrics["peak_power"] = Single(evidence.Peak?.Power, evidence.Peak?.Method ?? "");
        if (run.Imported.Configurations.GetValueOrDefault(evidence.Configuration.Name) is { } imported)
        {
            foreach (var (name, figure) in imported.Figures.Where(f => metrics.GetValueOrDefault(f.Key)?.Value is null))
                metrics[name] = figure;
        }

        var reasons = reasoned.GetAwaiter().GetResult();
        if (evidence.Windows.Count == 0 && run.Header.Import is null) // a summary need not say how long it all took
            reasons.Add(new ValidityReason("no-windows", "not one window was measured to its end"));
        var isSaturated = reasons.Exists(r => r.Code == ClientCheck.Reason);
        return new ConfigurationResult
        {
            Factors = evidence.Configuration.Factors,
            Boundary = evidence.Ledger?.Boundary,
            Provenance = evidence.Ledger?.Provenance ?? Provenance.Missing,
            Ledger = evidence.Ledger?.Entries ?? [],
            Metrics = metrics,
            Errors = evidence.Errors,
            TokenCounts = evidence.IsCommand ? TokenCountSource.None : evidence.Tokens.Source,
            Objectives = [.. Goodput.Objectives(evidence, metrics).Select(o => isSaturated ? o.OfSaturatedClient() : o)],
            Mlperf = MlperfJudge.Of(evidence),
            CrossChecks = crossChecks,
            Systematic = evidence.Systematic,
            Validity = Validity.From(reasons),
            Windows = evidence.Windows,
            StoppedBy = run.Events.LastOrDefault(e => e.Kind == "stop" && (e.Configuration is null || e.Configuration == evidence.Configuration.Name))?.Message,
        };
    }

    private static IValidityCheck[] Checks(
        RunRecord run, Dictionary<string, ChannelSeries> series, WatchedBoards boards, IReadOnlyList<Disturbance> disturbances, IReadOnlyList<CrossCheck> crossChecks,
        Task<RequestTimes> times) =>
        [
            new EnergyCheck(),
            new ReadingsDroppedCheck(),
            new FrozenPowerCheck(series),
            new UncertaintyCheck(),
            new BoardsCheck(run.Events),
            new ClockGapCheck(run.Events),
            new WarmStartCheck(run.Events),
            new WindowLengthCheck(run.Machine.CalibratedChannels.ToDictionary(c => c.Name, c => c.UpdatePeriodSeconds, StringComparer.Ordinal)),
            new SteadyStateCheck(),
            new OverloadCheck(run.Events),
            new RoundsCheck(),
            new ErrorRateCheck(run.Events),
            new CommandCheck(),
            new UsageCheck(),
            new ServerCountCheck(),
            new PrefixCacheCheck(),
            new ClientCheck(times),
            new IdleDriftCheck(),
            new BackgroundLoadCheck(disturbances),
            new DisturbanceCheck(disturbances, boards),
            new ThrottleCheck(boards),
            new PowerCapCheck(boards),
            new BoardSettingsCheck(boards, new SettingsMade(run.Machine.Channels, run.Events), disturbances),
            new ServerBoardsCheck(ServerBoards.Of(run.Events), boards),
            new TemperatureCheck(boards),
            new BusyServerCheck(),
            new CrossCheckCheck(crossChecks),
        ];

    private static Estimate Single(Power? power, string method) => new()
    {
        Value = power?.Watts,
        N = power is null ? 0 : 1,
        Unit = "W",
        Method = method,
    };

    /// <summary>True for a run that came to its last window's end and no further: its figures are whole.</summary>
    internal static bool IsCutOffWhenMeasured(RunRecord run) =>
        run.Header.Status is RunStatus.Running or RunStatus.Interrupted && run.Events.Any(e => e.Kind == RunEvent.Measured)
        && run.Events.All(e => e.Diagnostic?.Id != RunEvent.SearchUnfinished);

    /// <summary>What the runs lost that this one goes on from: of their configurations, and none of its own.</summary>
    private static IEnumerable<ValidityReason> EarlierReasons(RunRecord run) =>
        from earlier in run.Earlier
        from damage in earlier.Damage
        select new ValidityReason("damaged-records", $"{earlier.Header.Id}: {damage}") { Run = earlier.Header.Id };

    /// <summary>Why a whole run is not valid, whatever its configurations are.</summary>
    public static IEnumerable<ValidityReason> RunReasons(RunRecord run)
    {
        var isMeasured = IsCutOffWhenMeasured(run);
        if (run.Header.Status == RunStatus.Running && !isMeasured)
            yield return new ValidityReason("incomplete", "the run was cut off before its end (killed, or the machine went down), or is still under way");
        else if (run.Header.Status != RunStatus.Complete && !isMeasured)
            yield return new ValidityReason(run.Header.Status == RunStatus.Interrupted ? "interrupted" : "failed",
                run.Events.LastOrDefault(e => e.Kind == "end")?.Message ?? "the run did not come to its end");
        if (run.Events.Select(e => e.Diagnostic).FirstOrDefault(d => d?.Id == RunEvent.SearchUnfinished) is { } unfinished)
            yield return new ValidityReason("search-unfinished", unfinished.Message);
        foreach (var damage in run.Damage)
            yield return new ValidityReason("damaged-records", damage);
    }
}
