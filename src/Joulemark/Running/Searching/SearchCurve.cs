using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Running.Searching;

/// <summary>The search along one curve: all that varies beside the searched key is the same on it.</summary>
internal sealed class SearchCurve
{
    private readonly SweepPlan _sweep;
    private readonly SearchRange _range;
    private readonly ISearchStrategy _strategy;
    private readonly int _repeats;
    private readonly Dictionary<double, SearchPoint> _points = [];

    /// <param name="plan">The plan.</param>
    /// <param name="start">The curve's nearest point.</param>
    public SearchCurve(BenchmarkPlan plan, PlannedConfiguration start)
    {
        (_sweep, Start) = (plan.Sweep!, start);
        (_range, _repeats) = (RangeOf(plan), plan.Measure.MinRepeats);
        _strategy = StrategyOf(plan);
        foreach (var run in plan.Earlier)
            Take(run, [.. run.Header.Configurations.Select(c => c.Name)], isEarlier: true);
    }

    public PlannedConfiguration Start { get; }

    /// <summary>The strategy that a plan's search asks for.</summary>
    public static ISearchStrategy StrategyOf(BenchmarkPlan plan) => plan.Sweep!.Spec.Search == SweepSpec.HighestLoad
        ? new HighestLoadSearch(RangeOf(plan), plan.Measure.MinRepeats) : new LeastEnergySearch(RangeOf(plan), plan.Measure.MinRepeats);

    /// <summary>What it wants next, by all that was measured.</summary>
    public SearchStep Next => _strategy.Next([.. _points.Values]);

    /// <summary>The configuration of a value.</summary>
    public PlannedConfiguration At(double value) => _sweep.At(Start, _range.Text(value));

    /// <summary>A value as it stands in the spec.</summary>
    public string Text(double value) => _range.Text(value);

    /// <summary>Of the points that are to decide, those that have too few windows.</summary>
    public IEnumerable<PlannedConfiguration> Deciding => Next is Confirm step ? step.Values.Where(v => _points[v].Repeats < _repeats).Select(At) : [];

    /// <summary>Takes over that the server failed at a point, which is not asked of it again.</summary>
    public void Fail(ConfigurationRecord configuration, string why)
    {
        if (Find(configuration) is not null && ValueOf(configuration) is { } value)
            _points[value] = new SearchPoint(value, _repeats, [], why);
    }

    /// <summary>Takes over what a run has measured of some configurations; what this run has measured replaces an earlier one's, since a point is one run's. What it was found by in an earlier one stays known.</summary>
    public void Take(RunRecord run, IReadOnlyCollection<string> names, bool isEarlier = false)
    {
        foreach (var configuration in run.Header.Configurations.Where(c => names.Contains(c.Name, StringComparer.Ordinal) && Find(c) is not null))
        {
            var value = ValueOf(configuration)!.Value;
            if (run.Events.LastOrDefault(e => e.Configuration == configuration.Name && e.Diagnostic?.Id == RunEvent.PointFailed) is { } failed)
            {
                Fail(configuration, $"the server failed in an earlier run ({failed.Message})");
                continue;
            }

            var known = _points.GetValueOrDefault(value);
            if (PointJudge.Of(run, configuration, value) is { } point && !(isEarlier && known?.Repeats > point.Repeats))
                _points[value] = point.Trials.Count > 0 || known is null ? point : point with { Trials = known.Trials };
        }
    }

    /// <summary>Refuses to go on without a point that was measured and is not known: the search would ask it again for ever.</summary>
    public void Require(double value)
    {
        if (!_points.ContainsKey(value))
        {
            throw new JoulemarkException(ExitCode.Invalid, new Diagnostic("JM5038", DiagnosticSeverity.Error,
                $"the search measured {_sweep.Key.Path} {Text(value)} and cannot find that point in the run folder", "Please report it with the spec. Without sweep.search the same points can be measured as a grid."));
        }
    }

    /// <summary>The point of the curve that a recorded configuration is; null for one of another curve.</summary>
    public PlannedConfiguration? Find(ConfigurationRecord configuration) =>
        ValueOf(configuration) is { } value && At(value) is var point && point.Name == configuration.Name ? point : null;

    private static SearchRange RangeOf(BenchmarkPlan plan) => new(plan.Sweep!.Spec.Keys[0], plan.Sweep.Spec.Resolution);

    private double? ValueOf(ConfigurationRecord configuration) =>
        configuration.Factors.TryGetValue(_sweep.Key.Path, out var text) ? SweptValue.Number(_sweep.Key, text) : null;
}
