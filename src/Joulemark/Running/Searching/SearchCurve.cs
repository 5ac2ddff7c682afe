using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Running.Searching;

/// <summary>The search along one curve: all that varies beside the searched key is the same on it.</summary>
internal sealed class SearchCurve
{
    private readonly SweepPlan _sweep;
    private readonly SearchRange _range;
    private readonly Dictionary<double, SearchPoint> _points = [];

    /// <param name="plan">The plan.</param>
    /// <param name="start">The curve's nearest point.</param>
    public SearchCurve(BenchmarkPlan plan, PlannedConfiguration start)
    {
        (_sweep, Start) = (plan.Sweep!, start);
        _range = new SearchRange(_sweep.Spec.Keys[0], _sweep.Spec.Resolution);
        Strategy = _sweep.Spec.Search == SweepSpec.HighestLoad ? new HighestLoadSearch(_range, plan.Measure.MinRepeats) : new LeastEnergySearch(_range, plan.Measure.MinRepeats);
        foreach (var run in plan.Earlier)
            Take(run, [.. run.Header.Configurations.Select(c => c.Name)], isEarlier: true);
    }

    public PlannedConfiguration Start { get; }

    public ISearchStrategy Strategy { get; }

    /// <summary>What it wants next, by all that was measured.</summary>
    public SearchStep Next => Strategy.Next([.. _points.Values]);

    /// <summary>The configuration of a value.</summary>
    public PlannedConfiguration At(double value) => _sweep.At(Start, _range.Text(value));

    /// <summary>A value as it stands in the spec.</summary>
    public string Text(double value) => _range.Text(value);

    /// <summary>Of the points that are to decide, those that have too few windows.</summary>
    public IEnumerable<PlannedConfiguration> Deciding(int repeats) => Next is Confirm step ? step.Values.Where(v => _points[v].Windows < repeats).Select(At) : [];

    /// <summary>Takes over what a run has measured of some configurations; what this run has measured replaces an earlier one's, since a point is one run's.</summary>
    public void Take(RunRecord run, IReadOnlyCollection<string> names, bool isEarlier = false)
    {
        foreach (var configuration in run.Header.Configurations.Where(c => names.Contains(c.Name, StringComparer.Ordinal) && Find(c) is not null))
        {
            var value = SweptValue.Number(_sweep.Key, configuration.Factors[_sweep.Key.Path])!.Value;
            if (PointJudge.Of(run, configuration, value) is { } point && !(isEarlier && _points.GetValueOrDefault(value)?.Windows > point.Windows))
                _points[value] = point;
        }
    }

    /// <summary>The point of the curve that a recorded configuration is; null for one of another curve.</summary>
    public PlannedConfiguration? Find(ConfigurationRecord configuration) =>
        configuration.Factors.TryGetValue(_sweep.Key.Path, out var text) && SweptValue.Number(_sweep.Key, text) is { } value
            && At(value) is var point && point.Name == configuration.Name ? point : null;
}
