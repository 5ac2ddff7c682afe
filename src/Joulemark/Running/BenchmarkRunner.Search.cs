using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Load;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running.Searching;

namespace Joulemark.Running;

/// <content>A sweep whose points a search chooses.</content>
internal sealed partial class BenchmarkRunner
{
    private readonly HashSet<string> _described = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal); // points at which the server failed
    private int _searched;

    /// <summary>
    /// Every curve by single windows until it knows which points decide; then the full repeats of all curves' deciding points,
    /// interleaved, beside the windows that they were chosen by. A verdict that turns round by them sends its curve back to looking.
    /// </summary>
    private async Task SearchAsync(CancellationToken cancellationToken)
    {
        RequireEnergy();
        var curves = _plan.Configurations.Select(start => new SearchCurve(_plan, start)).ToList();
        List<PlannedConfiguration> deciding;
        do
        {
            foreach (var curve in curves)
            {
                while (curve.Next is Explore step)
                {
                    if (!await ExploreAsync(curve, step, cancellationToken))
                        return;
                }
            }

            deciding = [.. curves.SelectMany(c => c.Deciding)];
            if (!await ConfirmAsync(deciding, curves, cancellationToken))
                return;
        }
        while (deciding.Count > 0);

        foreach (var curve in curves)
            Tell(curve);
    }

    /// <summary>One window of a point that the search wants to know. False when the time is over.</summary>
    private async Task<bool> ExploreAsync(SearchCurve curve, Explore step, CancellationToken cancellationToken)
    {
        if (IsOutOfTime(1, curve))
            return false;
        _searched++;
        _course = string.Create(CultureInfo.InvariantCulture, $"search: trying {curve.Text(step.Value)}, window {_searched}");
        var point = curve.At(step.Value);
        _journal.Add(RunEvent.Search, $"trying {curve.Text(step.Value)}: {step.Reason}", point.Name);
        await MeasurePointAsync(point, ProgressOf(point).Windows + 1, [curve], isTrial: true, cancellationToken);
        if (!_dropped.Contains(point.Name))
            curve.Take(await _session.ReadBackAsync(), [point.Name]);
        curve.Require(step.Value);
        return true;
    }

    /// <summary>True, and recorded, where so many windows more, and the end of the run, would go beyond <c>measure.time-limit</c>.</summary>
    private bool IsOutOfTime(int windows, SearchCurve curve)
    {
        var elapsed = _clock.Now - default(Timestamp);
        if (_searched == 0 || elapsed + (windows * (elapsed / _searched)) + _plan.Measure.Idle <= _plan.Measure.TimeLimit)
            return false;
        var problem = new Diagnostic(RunEvent.SearchUnfinished, DiagnosticSeverity.Warning,
            string.Create(CultureInfo.InvariantCulture, $"measure.time-limit ({_plan.Measure.TimeLimit.TotalSeconds:0.#} s) ended the search after {_searched} window{(_searched == 1 ? "" : "s")}, before its answer"),
            "joulemark run SPEC --resume RUN goes on where it stopped; or raise measure.time-limit, or sweep.resolution.");
        _journal.Add("stop", "time-limit");
        _journal.Add("diagnostic", problem.Message, curve.Start.Name, problem);
        return true;
    }

    /// <summary>Rounds over the points that decide, until each has its repeats, none of which they were chosen by. False when the time is over before.</summary>
    private async Task<bool> ConfirmAsync(List<PlannedConfiguration> deciding, List<SearchCurve> curves, CancellationToken cancellationToken)
    {
        if (deciding.Count == 0)
            return true;
        var before = deciding.Max(p => ProgressOf(p).Windows); // one number for the windows of a round
        for (var round = 1; ; round++)
        {
            if (deciding.Min(p => ProgressOf(p).Repeats) < _plan.Measure.MinRepeats && IsOutOfTime(deciding.Count, curves[0]))
                return false;
            var began = _clock.Now;
            foreach (var point in (round % 2 == 1 ? deciding : deciding.AsEnumerable().Reverse()).Where(p => !_dropped.Contains(p.Name)))
            {
                _searched++;
                _course = string.Create(CultureInfo.InvariantCulture, $"search: repeating the points that decide, window {_searched}");
                await MeasurePointAsync(point, before + round, curves, isTrial: false, cancellationToken);
            }

            deciding = [.. deciding.Where(p => !_dropped.Contains(p.Name))];
            if (deciding.Count == 0)
                return true;
            var (elapsed, took) = (_clock.Now - default(Timestamp), _clock.Now - began);
            if (RepeatPolicy.StopReason(_plan.Measure, deciding.Min(p => ProgressOf(p).Repeats), [.. deciding.Select(p => ProgressOf(p).Headlines)], elapsed, took + _plan.Measure.Idle) is not { } reason)
                continue;
            foreach (var point in deciding)
                _journal.Add("stop", reason, point.Name);
            break;
        }

        var record = await _session.ReadBackAsync();
        foreach (var curve in curves)
            curve.Take(record, [.. deciding.Select(p => p.Name)]);
        return true;
    }

    private async Task MeasurePointAsync(PlannedConfiguration point, int repeat, List<SearchCurve> curves, bool isTrial, CancellationToken cancellationToken)
    {
        var described = RunHeaders.Describe(point, _plan);
        if (_described.Add(point.Name))
            _session.Rewrite(header => header with { Configurations = [.. header.Configurations, described], Plan = [.. header.Plan, point.Name] });
        if (await TryMeasureAsync(point, repeat, isTrial, cancellationToken) is not { } failure)
            return;
        foreach (var curve in curves)
            curve.Fail(described, failure.Message);
    }

    /// <summary>
    /// One window of a point of a sweep. A server that answers nothing but errors there is what there is to know of the point,
    /// where it did well at another: the sweep goes on without it.
    /// </summary>
    /// <returns>Why there is no window; null where there is one.</returns>
    private async Task<Diagnostic?> TryMeasureAsync(PlannedConfiguration point, int repeat, bool isTrial, CancellationToken cancellationToken)
    {
        try
        {
            await MeasureAsync(point, repeat, isTrial, cancellationToken);
            return null;
        }
        catch (JoulemarkException e) when (_plan.Sweep is not null && DidWellElsewhere && e.Diagnostics is [{ Id: LoadRun.NothingButErrors }])
        {
            var failure = e.Diagnostics[0];
            var problem = new Diagnostic(RunEvent.PointFailed, DiagnosticSeverity.Warning, $"{point.Name}: {failure.Message}; the sweep goes on without this point", failure.Remedy);
            _journal.Add("diagnostic", problem.Message, point.Name, problem);
            _dropped.Add(point.Name);
            await _server.StopAsync(); // the next point finds it as it was in the beginning
            return failure;
        }
    }

    /// <summary>True where a point was measured, in this run or in one that it goes on from.</summary>
    private bool DidWellElsewhere => _progress.Values.Any(p => p.Windows > 0) || WasMeasuredEarlier;

    /// <summary>True where a run that this one goes on from has measured a point.</summary>
    private bool WasMeasuredEarlier => _plan.Earlier.Any(r => r.Windows.Any(w => w.Stage == Stage.Window));

    /// <summary>Records what a curve's search has found.</summary>
    private void Tell(SearchCurve curve)
    {
        if (curve.Next is not Found found)
            return;
        var answer = found.Answer is { } value ? curve.At(value).Name : null;
        _journal.Add(RunEvent.Search, found.Reason, answer, facts: answer is null ? null : new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RunEvent.SearchAnswer] = curve.Text(found.Answer!.Value), [RunEvent.SearchWindows] = _searched.ToString(CultureInfo.InvariantCulture),
        });
        _report(new RunProgress { Activity = found.Reason, Course = "search", IsNewStage = true, Done = _done });
    }

    private void RequireEnergy()
    {
        if (_plan.Sweep!.Spec.Search == SweepSpec.LeastEnergy && _session.Ledger is null)
        {
            throw new JoulemarkException(ExitCode.Invalid, new Diagnostic("JM5034", DiagnosticSeverity.Error,
                "'sweep.search: least-energy' has no energy to go by: nothing can be measured within this boundary here", "joulemark meters says what can be measured and how to get more."));
        }
    }
}
